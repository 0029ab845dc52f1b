package org.imagineer.inference.cli;

import org.imagineer.inference.GenerationRequestBuilder;
import org.imagineer.inference.GuidanceInterval;
import picocli.CommandLine.Option;

/** Work that may be left out, for speed. */
final class SkipOptions {

  @Option(
      names = "--guidance-start",
      defaultValue = "0",
      description =
          "0 .. 1, share of the steps before the first guided one; the others are twice as fast. Default:"
              + " ${DEFAULT-VALUE}.")
  private double guidanceStart;

  @Option(
      names = "--guidance-end",
      defaultValue = "1",
      description =
          "0 .. 1, share of the steps up to the last guided one; 0.8 saves a tenth. Default: ${DEFAULT-VALUE}.")
  private double guidanceEnd;

  @Option(
      names = "--deep-cache-interval",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "1 .. 10, compute the deep part of the UNet in every N-th model call only; 2 nearly halves the time. Default:"
              + " ${DEFAULT-VALUE}, exact.")
  private int deepCacheInterval;

  @Option(
      names = "--token-merging",
      defaultValue = "0",
      paramLabel = "RATIO",
      description =
          "0 .. 0.75, share of the positions that self-attention takes together with similar ones; 0.5 is usual. Default:"
              + " ${DEFAULT-VALUE}, exact.")
  private double tokenMerging;

  void addTo(GenerationRequestBuilder request) {
    request
        .guidanceInterval(new GuidanceInterval(guidanceStart, guidanceEnd))
        .deepCacheInterval(deepCacheInterval)
        .tokenMerging(tokenMerging);
  }
}
