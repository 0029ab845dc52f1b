package org.imagineer.inference.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/** What Stable Diffusion 1.5's tensors are called as a single file and in the diffusers layout. */
public final class LdmManifest {

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

  /**
   * Writes a file with all of these tensors in half precision, a header and then a hole: zeros that
   * take no space on the disk.
   */
  public static Path writeHollow(Path file) throws IOException {
    ObjectNode header = new ObjectMapper().createObjectNode();
    long end = 0;
    for (Line line : lines()) {
      long begin = end;
      end += line.shape().size() * DataType.F16.bytes();
      ObjectNode tensor = header.putObject(line.ldm()).put("dtype", "F16");
      Arrays.stream(line.shape().asArray()).forEach(tensor.putArray("shape")::add);
      tensor.putArray("data_offsets").add(begin).add(end);
    }
    byte[] begin = SafetensorsWriter.framed(header.toString().getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.wrap(begin));
      channel.write(ByteBuffer.allocate(1), begin.length + end - 1);
    }
    return file;
  }

  private static Line line(String text) {
    String[] cells = text.split("\t");
    long[] shape = Arrays.stream(cells[2].split("x")).mapToLong(Long::parseLong).toArray();
    return new Line(cells[0], cells[1], Shape.of(shape), cells[3]);
  }
}
