package org.imagineer.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.Scheduler;

/**
 * Takes pictures from noise to latents: asks the network, lets the samplers step. Several pictures
 * go in step, and each call of the network is one for all of them.
 */
final class DenoisingLoop {

  private final FrugalUNet unet;
  private final int deepCacheInterval;

  /** Sees the latents on their way. */
  interface Follower {

    /** Called before each step and after the last; may throw to end the loop. */
    default void beforeStep() {}

    /** A model call, 1 .. total, is done and gave this sample. */
    void after(int call, int total, Latents sample);
  }

  /** Has the last word on the latents after a step. */
  @FunctionalInterface
  interface Blend {

    /** Leaves them as they are. */
    Blend NONE = (index, sample) -> sample;

    /**
     * @param index of the step that is done, as in {@link Scheduler#step}
     * @param sample what it gave, [N, C, H, W]
     * @return of the same shape
     */
    Latents after(int index, Latents sample);
  }

  /**
   * @param deepCacheInterval see {@link DeepCache}; 1 for the exact network in each call
   */
  DenoisingLoop(FrugalUNet unet, int deepCacheInterval) {
    this.unet = unet;
    this.deepCacheInterval = deepCacheInterval;
  }

  /** Denoises one picture: its final latents, [N, C, H, W]. */
  Latents run(Denoising picture) {
    run(
        List.of(picture),
        (failed, failure) -> {
          throw failure;
        });
    return picture.result();
  }

  /**
   * Denoises pictures of one size, each as far as it gets. What the network itself throws ends all.
   *
   * @param failed hears what ended a picture early; the others go on
   */
  void run(List<Denoising> pictures, BiConsumer<Denoising, RuntimeException> failed) {
    try (DeepCache network = new DeepCache(unet, deepCacheInterval, pictures.size())) {
      List<Denoising> underway = pictures;
      while (!underway.isEmpty()) {
        underway = step(network, underway, failed);
      }
    }
  }

  /** The next model call of each. @return those that have another one before them */
  private static List<Denoising> step(
      DeepCache network, List<Denoising> pictures, BiConsumer<Denoising, RuntimeException> failed) {
    network.nextCall();
    List<ModelCall> calls = new ArrayList<>();
    for (Denoising picture : pictures) {
      try {
        calls.add(picture.next());
      } catch (RuntimeException e) {
        failed.accept(picture, e);
      }
    }
    List<Latents> predicted = ModelCall.predict(network, calls);
    List<Denoising> underway = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      Denoising picture = calls.get(i).picture();
      try {
        picture.take(predicted.get(i));
        if (!picture.isDone()) {
          underway.add(picture);
        }
      } catch (RuntimeException e) {
        failed.accept(picture, e);
      }
    }
    return underway;
  }
}
