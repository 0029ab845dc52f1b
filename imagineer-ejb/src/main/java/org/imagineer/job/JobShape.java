package org.imagineer.job;

import java.util.List;
import java.util.Optional;
import org.imagineer.inference.BatchShape;

/**
 * What jobs share whose pictures can be drawn in one batch.
 *
 * @param loras beside those that the prompt names
 */
record JobShape(String model, BatchShape pictures, List<JobLora> loras) {

  /**
   * @return none if the job's pictures are drawn one by one: because nobody has allowed otherwise,
   *     or because they cannot be drawn together
   */
  static Optional<JobShape> of(GenerationJob job) {
    JobParameters wanted = job.parameters();
    if (!wanted.batching() || wanted.initImageId() != null) {
      return Optional.empty();
    }
    try {
      // A model that is told the guidance scale draws those of each scale by themselves.
      return BatchShape.of(wanted.picture(job.prompt(), 0), false)
          .map(pictures -> new JobShape(wanted.model(), pictures, wanted.loras()));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // drawn alone, it says what is wrong
    }
  }
}
