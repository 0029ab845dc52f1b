package org.imagineer.inference.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;

/** Writes safetensors files as a stream: no tensor need be in memory as a whole. */
public final class SafetensorsWriter {

  private SafetensorsWriter() {}

  /** What a tensor holds, written when its turn comes: exactly the bytes of its shape and type. */
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** A tensor to be written. */
  public record Entry(String name, DataType type, Shape shape, Content content) {

    /** A float32 tensor. */
    public static Entry of(String name, Shape shape, float... values) {
      ByteBuffer bytes =
          ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      return new Entry(name, DataType.F32, shape, out -> out.write(bytes.array()));
    }

    private long length() {
      return shape.size() * type.bytes();
    }
  }

  /** Writes the entries in their order. */
  public static void write(Path file, Map<String, String> metadata, List<Entry> entries)
      throws IOException {
    Map<String, Object> header = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      header.put("__metadata__", metadata);
    }
    long offset = 0;
    for (Entry entry : entries) {
      header.put(
          entry.name(),
          Map.of(
              "dtype", entry.type().name(),
              "shape", entry.shape().asArray(),
              "data_offsets", new long[] {offset, offset + entry.length()}));
      offset += entry.length();
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      out.write(framed(new ObjectMapper().writeValueAsBytes(header)));
      for (Entry entry : entries) {
        entry.content().writeTo(out);
      }
    }
  }

  /** A header behind its length, as a file begins. */
  static byte[] framed(byte[] header) {
    return ByteBuffer.allocate(Long.BYTES + header.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }
}
