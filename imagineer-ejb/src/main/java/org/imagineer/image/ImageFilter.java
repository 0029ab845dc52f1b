package org.imagineer.image;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which pictures to list, and in which order; empty values do not narrow the list.
 *
 * @param words all of them are in the prompt, in any case
 * @param model the model that drew it
 * @param lora the name of a LoRA that took part, in any case
 * @param from created at this moment or later
 * @param to created at this moment or earlier
 */
public record ImageFilter(
    Visibility visibility,
    Optional<Boolean> nsfw,
    List<String> words,
    Optional<String> model,
    Optional<String> lora,
    Optional<Long> jobId,
    Optional<Instant> from,
    Optional<Instant> to,
    Order order) {

  /** What comes first. */
  public enum Order {
    NEWEST,
    OLDEST,
    UPDATED
  }

  public ImageFilter {
    words = List.copyOf(words);
  }

  /** All pictures of this visibility, newest first. */
  public static ImageFilter of(Visibility visibility) {
    return new ImageFilter(
        visibility,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Order.NEWEST);
  }
}
