package org.imagineer.inference.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.imagineer.inference.checkpoint.SafetensorsWriter.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;

class SafetensorsTest {

  @TempDir Path folder;

  @Test
  void tensors_and_metadata_are_read_as_written() throws IOException {
    Path file = folder.resolve("two.safetensors");
    SafetensorsWriter.write(
        file,
        Map.of("format", "pt"),
        List.of(
            Entry.of("b", Shape.of(2, 2), 1, 2, 3, 4), Entry.of("a", Shape.of(), 5))); // a scalar
    try (Safetensors read = Safetensors.open(file)) {
      assertThat(read.file()).isEqualTo(file);
      assertThat(read.names()).containsExactly("b", "a");
      assertThat(read.metadata()).containsExactly(Map.entry("format", "pt"));
      assertThat(read.tensor("b").shape()).isEqualTo(Shape.of(2, 2));
      assertThat(read.tensor("b").floats()).containsExactly(1, 2, 3, 4);
      assertThat(read.tensor("a").floats()).containsExactly(5);
      assertThatThrownBy(() -> read.tensor("c"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("two.safetensors")
          .hasMessageContaining("'c'");
    }
  }

  @Test
  void tensors_may_be_empty() throws IOException {
    Path file = folder.resolve("empty.safetensors");
    SafetensorsWriter.write(
        file,
        Map.of(),
        List.of(
            Entry.of("first", Shape.of(0, 3)),
            Entry.of("some", Shape.of(1), 7),
            Entry.of("last", Shape.of(4, 0))));
    try (Safetensors read = Safetensors.open(file)) {
      assertThat(read.tensor("first").floats()).isEmpty();
      assertThat(read.tensor("some").floats()).containsExactly(7);
      assertThat(read.tensor("last").floats()).isEmpty();
      assertThat(read.tensor("last").window(0, 0).remaining()).isZero();
    }
  }

  @Test
  void a_file_may_hold_no_tensors_and_pad_its_header() throws IOException {
    Path file = folder.resolve("none.safetensors");
    Files.write(file, SafetensorsWriter.framed("{}      ".getBytes(StandardCharsets.UTF_8)));
    try (Safetensors read = Safetensors.open(file)) {
      assertThat(read.names()).isEmpty();
      assertThat(read.metadata()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0000,  0",
    "8000, -0",
    "3c00,  1",
    "c000, -2",
    "3555,  0.33325195",
    "0001,  0x1p-24",
    "03ff,  0x3ffp-24",
    "8200, -0x1p-15",
    "0400,  0x1p-14",
    "7bff,  65504",
    "7c00,  Infinity",
    "fc00, -Infinity",
    "7e00,  NaN",
    "7c01,  NaN"
  })
  void halves_are_widened_exactly(String bits, String value) throws IOException {
    assertThat(only(DataType.F16, shorts(Integer.parseInt(bits, 16))).floats())
        .containsExactly(asFloat(value));
  }

  @ParameterizedTest
  @CsvSource({
    "0000,  0",
    "8000, -0",
    "3f80,  1",
    "c049, -3.140625",
    "0001,  0x1p-133",
    "7f7f,  0x1.fep127",
    "7f80,  Infinity",
    "ff80, -Infinity",
    "7fc0,  NaN"
  })
  void brain_floats_are_widened_exactly(String bits, String value) throws IOException {
    assertThat(only(DataType.BF16, shorts(Integer.parseInt(bits, 16))).floats())
        .containsExactly(asFloat(value));
  }

  @Test
  void float32_keeps_every_bit() throws IOException {
    float[] values = {-0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NEGATIVE_INFINITY, Float.NaN};
    Path file = folder.resolve("f32.safetensors");
    SafetensorsWriter.write(file, Map.of(), List.of(Entry.of("x", Shape.of(5), values)));
    try (Safetensors read = Safetensors.open(file)) {
      assertThat(read.tensor("x").floats()).containsExactly(values);
    }
  }

  @Test
  void integers_of_all_widths_are_read() throws IOException {
    assertThat(only(DataType.U8, new byte[] {0, 127, -128, -1}).ints())
        .containsExactly(0, 127, 128, 255);
    ByteBuffer ints = littleEndian(8).putInt(Integer.MIN_VALUE).putInt(-1);
    assertThat(only(DataType.I32, ints.array()).ints()).containsExactly(Integer.MIN_VALUE, -1);
    ByteBuffer longs = littleEndian(16).putLong(-1).putLong(Integer.MAX_VALUE);
    assertThat(only(DataType.I64, longs.array()).ints()).containsExactly(-1, Integer.MAX_VALUE);
  }

  @Test
  void an_integer_beyond_32_bits_is_refused_not_cut() throws IOException {
    StoredTensor tensor = only(DataType.I64, littleEndian(8).putLong(1L << 32).array());
    assertThatThrownBy(tensor::ints)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("one.safetensors")
        .hasMessageContaining("'x' holds 4294967296");
  }

  @Test
  void floats_are_no_integers_and_the_other_way_round() throws IOException {
    assertThatThrownBy(only(DataType.I32, new byte[4])::floats)
        .hasMessageContaining("'x' holds I32, where floating point numbers are wanted");
    assertThatThrownBy(only(DataType.F32, new byte[4])::ints)
        .hasMessageContaining("'x' holds F32, where integers are wanted");
  }

  @Test
  void no_window_reaches_beyond_its_tensor() throws IOException {
    StoredTensor tensor = only(DataType.U8, new byte[4]);
    assertThat(tensor.window(1, 3).remaining()).isEqualTo(3);
    assertThatThrownBy(() -> tensor.window(1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tensor.window(-1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tensor.window(Long.MAX_VALUE, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void a_file_beyond_two_gigabytes_is_read_to_its_last_byte() throws IOException {
    Path file = folder.resolve("large.safetensors");
    long large = 5L << 30;
    String header =
        """
        {"large":{"dtype":"U8","shape":[%d],"data_offsets":[0,%d]},
         "tail":{"dtype":"F32","shape":[2],"data_offsets":[%d,%d]}}"""
            .formatted(large, large, large, large + 8);
    byte[] begin = SafetensorsWriter.framed(header.getBytes(StandardCharsets.UTF_8));
    // Written behind a hole, which takes no room on the disk.
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(begin));
      channel.write(ByteBuffer.wrap(new byte[] {42}), begin.length + large - 1);
      channel.write(littleEndian(8).putFloat(1.5f).putFloat(-2).flip(), begin.length + large);
    }
    try (Safetensors read = Safetensors.open(file)) {
      assertThat(read.tensor("tail").floats()).containsExactly(1.5f, -2);
      StoredTensor wide = read.tensor("large");
      assertThat(wide.length()).isEqualTo(large);
      assertThat(wide.window(large - 2, 2).get(1)).isEqualTo((byte) 42);
      assertThatThrownBy(wide::ints)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("'large' has " + large + " elements");
    }
  }

  private StoredTensor only(DataType type, byte[] bytes) throws IOException {
    Path file = folder.resolve("one.safetensors");
    Shape shape = Shape.of(bytes.length / type.bytes());
    SafetensorsWriter.write(file, Map.of(), List.of(Entries.of("x", type, shape, bytes)));
    return Safetensors.open(file).tensor("x");
  }

  private static byte[] shorts(int bits) {
    return littleEndian(2).putShort((short) bits).array();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Knows Java's hexadecimal floats, too, where the exponent is given. */
  private static float asFloat(String text) {
    return Float.parseFloat(text);
  }
}
