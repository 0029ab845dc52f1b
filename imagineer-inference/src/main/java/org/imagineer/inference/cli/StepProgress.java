package org.imagineer.inference.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.imagineer.inference.GenerationListener;
import org.imagineer.inference.image.PngFile;

/** A generation's progress bar and the time its steps take. */
final class StepProgress implements GenerationListener, AutoCloseable {

  private final ProgressBar bar;
  private final long start = System.nanoTime();
  private long end = start;
  private long last = start;
  private long first;
  private int steps;
  private final int previewEvery;
  private final Path preview;

  /**
   * @param shown whether there is a bar; of pictures that go together, one shows it for all
   * @param previewEvery steps between previews; 0 for none
   * @param preview the file to write them to, one over the other
   */
  StepProgress(String task, boolean shown, int previewEvery, Path preview) {
    this.previewEvery = previewEvery;
    this.preview = preview;
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setStyle(ProgressBarStyle.ASCII)
            .setUnit(" steps", 1)
            .setInitialMax(-1);
    if (!shown) {
      builder.setConsumer(new DelegatingProgressBarConsumer(line -> {}));
    }
    bar = builder.build();
  }

  @Override
  public void step(int step, int total) {
    long now = System.nanoTime();
    if (step == 1) {
      first = now;
    }
    steps = step;
    last = now;
    bar.maxHint(total);
    bar.stepTo(step);
    bar.setExtraMessage("%.2f s/step".formatted(secondsPerStep()));
  }

  @Override
  public boolean wantsPreview() {
    return previewEvery > 0 && steps % previewEvery == 0;
  }

  @Override
  public void preview(BufferedImage rough) {
    try {
      PictureFile.write(PngFile.encode(rough, "Preview of step " + steps), preview);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  // The first step prepares the graph, so the pace is taken from the others where there are any.
  private double secondsPerStep() {
    return steps > 1 ? (last - first) / 1e9 / (steps - 1) : (last - start) / 1e9;
  }

  /** Once it is closed, such as {@code 25 steps, 0.05 s/step, 2.1 s in all}. */
  String pace() {
    return "%d steps, %.3f s/step, %.1f s in all"
        .formatted(steps, secondsPerStep(), (end - start) / 1e9);
  }

  @Override
  public void close() {
    end = System.nanoTime();
    bar.close();
  }
}
