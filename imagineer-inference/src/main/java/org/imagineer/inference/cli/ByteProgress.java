package org.imagineer.inference.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.imagineer.inference.savedmodel.ConversionProgress;

/** A conversion's progress bar, in MiB. */
final class ByteProgress implements ConversionProgress, AutoCloseable {

  private static final long MEBIBYTE = 1 << 20;

  private final ProgressBar bar;

  ByteProgress(String task) {
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setStyle(ProgressBarStyle.ASCII)
            .setUnit(" MiB", MEBIBYTE)
            .setInitialMax(-1)
            .build();
  }

  @Override
  public void progress(String stage, long done, long total) {
    bar.maxHint(total);
    bar.stepTo(done);
    bar.setExtraMessage(stage);
  }

  @Override
  public void close() {
    bar.close();
  }
}
