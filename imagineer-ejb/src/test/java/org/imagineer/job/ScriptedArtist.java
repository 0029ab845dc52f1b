package org.imagineer.job;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.imagineer.inference.GeneratedImage;
import org.imagineer.inference.GenerationCancelledException;
import org.imagineer.inference.GenerationListener;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.model.Artist;

/** Draws one grey picture per request, in as many steps as are asked for, as it is told to. */
final class ScriptedArtist implements Artist {

  final BlockingQueue<RuntimeException> failures = new LinkedBlockingQueue<>();
  final List<GenerationRequest> requests = new CopyOnWriteArrayList<>();
  final CountDownLatch drawing = new CountDownLatch(1);
  CountDownLatch goOn = new CountDownLatch(0);
  volatile boolean closed;
  Error death;

  @Override
  public void prepare() {
    if (death != null) {
      throw death;
    }
  }

  @Override
  public GeneratedImage draw(String model, GenerationRequest wanted, GenerationListener asks) {
    requests.add(wanted);
    RuntimeException failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
    for (int step = 1; step <= wanted.steps(); step++) {
      asks.step(step, wanted.steps());
      drawing.countDown();
      waitUnless(asks);
    }
    return new GeneratedImage(
        new BufferedImage(wanted.width(), wanted.height(), BufferedImage.TYPE_INT_RGB),
        wanted,
        model);
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
