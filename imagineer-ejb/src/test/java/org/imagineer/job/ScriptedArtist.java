package org.imagineer.job;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.imagineer.inference.GeneratedImage;
import org.imagineer.inference.GenerationCancelledException;
import org.imagineer.inference.GenerationListener;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.Outcome;
import org.imagineer.model.Artist;

/** Draws one black picture per request, in as many steps as are asked for, as it is told to. */
final class ScriptedArtist implements Artist {

  /** What becomes of the next pictures, one by one. */
  final BlockingQueue<RuntimeException> failures = new LinkedBlockingQueue<>();

  /** What becomes of the next calls, before anything is drawn. */
  final BlockingQueue<Error> collapses = new LinkedBlockingQueue<>();

  final List<List<GenerationRequest>> batches = new CopyOnWriteArrayList<>();
  final List<GenerationRequest> requests = new CopyOnWriteArrayList<>();
  final CountDownLatch drawing = new CountDownLatch(1);
  CountDownLatch goOn = new CountDownLatch(0);
  Runnable afterStep = () -> {};
  volatile boolean closed;
  Error death;

  @Override
  public void prepare() {
    if (death != null) {
      throw death;
    }
  }

  @Override
  public List<Outcome> draw(
      String model, List<GenerationRequest> wanted, List<GenerationListener> asks) {
    batches.add(wanted);
    requests.addAll(wanted);
    Error collapse = collapses.poll();
    if (collapse != null) {
      throw collapse;
    }
    List<RuntimeException> ends = new ArrayList<>();
    wanted.forEach(request -> ends.add(failures.poll()));
    for (int step = 1; step <= wanted.get(0).steps(); step++) {
      for (int i = 0; i < wanted.size(); i++) {
        if (ends.get(i) == null) {
          ends.set(i, step(asks.get(i), step, wanted.get(i).steps()));
        }
      }
    }
    return IntStream.range(0, wanted.size())
        .mapToObj(i -> outcome(model, wanted.get(i), ends.get(i)))
        .toList();
  }

  private static Outcome outcome(String model, GenerationRequest drawn, RuntimeException failure) {
    int kind = BufferedImage.TYPE_INT_RGB;
    return failure == null
        ? new Outcome(
            new GeneratedImage(
                new BufferedImage(drawn.width(), drawn.height(), kind), drawn, model),
            null)
        : new Outcome(null, failure);
  }

  /**
   * @return what ends the picture, if anything does
   */
  private RuntimeException step(GenerationListener asks, int step, int total) {
    try {
      asks.step(step, total);
      afterStep.run();
      drawing.countDown();
      waitUnless(asks);
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  private void waitUnless(GenerationListener asks) {
    try {
      do {
        if (asks.cancelled()) {
          throw new GenerationCancelledException();
        }
      } while (!goOn.await(5, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new GenerationCancelledException();
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
