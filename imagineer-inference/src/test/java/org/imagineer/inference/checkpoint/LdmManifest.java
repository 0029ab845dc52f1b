package org.imagineer.inference.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/** What Stable Diffusion 1.5's tensors are called as a single file and in the diffusers layout. */
final class LdmManifest {

  /**
   * One tensor.
   *
   * @param component its folder in the diffusers layout
   * @param ldm its name in a single file
   * @param shape its shape there
   * @param diffusers its name in the component's folder
   */
  record Line(String component, String ldm, Shape shape, String diffusers) {}

  private LdmManifest() {}

  static List<Line> lines() {
    Path file = Path.of(LdmManifest.class.getResource("/sd15-ldm-manifest.tsv").getPath());
    try {
      return Files.readAllLines(file).stream().skip(1).map(LdmManifest::line).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Line line(String text) {
    String[] cells = text.split("\t");
    long[] shape = Arrays.stream(cells[2].split("x")).mapToLong(Long::parseLong).toArray();
    return new Line(cells[0], cells[1], Shape.of(shape), cells[3]);
  }
}
