package org.imagineer.inference;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.OutOfDeviceMemoryException;

/**
 * Pictures of one shape that are drawn side by side: each call of the network is one for all of
 * them; they are decoded one after the other. Whatever ends one of them, the others go on.
 */
final class Batch {

  private final LoadedModel model;
  private final Function<Drawing, Generation> generations;
  private final Map<Drawing, Outcome> outcomes = new HashMap<>();
  private final Map<Denoising, Member> underway = new LinkedHashMap<>();

  private record Member(Drawing drawing, Generation generation) {}

  /**
   * @param generations how a picture is drawn with the model
   */
  Batch(LoadedModel model, Function<Drawing, Generation> generations) {
    this.model = model;
    this.generations = generations;
  }

  /**
   * Draws.
   *
   * @param drawings of one {@link BatchShape}, at least one
   * @param preparation makes the model ready for any of them
   * @return what came of each
   */
  Map<Drawing, Outcome> draw(List<Drawing> drawings, Consumer<Drawing> preparation) {
    Drawing first = drawings.get(0);
    try {
      preparation.accept(first);
    } catch (RuntimeException e) {
      drawings.forEach(drawing -> fail(drawing, e));
      return outcomes;
    }
    drawings.forEach(drawing -> attempt(drawing, () -> begin(drawing)));
    denoise();
    underway.forEach((denoised, member) -> attempt(member.drawing(), () -> end(member, denoised)));
    return outcomes;
  }

  private void begin(Drawing drawing) {
    Generation generation = generations.apply(drawing);
    underway.put(generation.begin(), new Member(drawing, generation));
  }

  private void denoise() {
    List<Denoising> all = List.copyOf(underway.keySet());
    if (all.isEmpty()) {
      return;
    }
    DenoisingLoop loop = underway.get(all.get(0)).generation().loop();
    try {
      loop.run(all, (failed, failure) -> fail(underway.remove(failed).drawing(), failure));
    } catch (RuntimeException e) {
      underway.values().forEach(member -> fail(member.drawing(), e));
      underway.clear();
    }
  }

  private void end(Member member, Denoising denoised) {
    outcomes.put(
        member.drawing(),
        Outcome.of(member.drawing().finished(member.generation().finish(denoised), model)));
  }

  private void attempt(Drawing drawing, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      fail(drawing, e);
    }
  }

  private void fail(Drawing drawing, RuntimeException failure) {
    outcomes.put(
        drawing,
        Outcome.of(
            failure instanceof OutOfDeviceMemoryException lack ? drawing.tooLarge(lack) : failure));
  }
}
