package org.imagineer.inference.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are broken or lie: each is refused in words, never with a crash. */
class HostileSafetensorsTest {

  /** A sound tensor of 8 bytes. */
  private static final String X = "'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}";

  @TempDir Path folder;

  static Stream<Arguments> lies() {
    return Stream.of(
        lie("not JSON", "hello", 0, "valid safetensors JSON"),
        lie("nothing", "", 0, "not a JSON object"),
        lie("a list", "[1,2]", 0, "not a JSON object"),
        lie("cut JSON", "{" + X, 8, "valid safetensors JSON"),
        lie("two values", "{}{}", 0, "more than one JSON value"),
        lie("something behind it", "{} \0", 0, "valid safetensors JSON"),
        lie("the same name twice", "{" + X + "," + X + "}", 8, "Duplicate field 'x'"),
        lie(
            "the same property twice",
            "{'x':{'dtype':'F32','dtype':'F16','shape':[2],'data_offsets':[0,8]}}",
            8,
            "Duplicate field 'dtype'"),
        lie("a tensor that is a number", "{'x':1}", 0, "'x' is not described by an object"),
        lie("an empty description", "{'x':{}}", 0, "'x' lacks one of dtype, shape"),
        lie("no offsets", "{'x':{'dtype':'F32','shape':[2]}}", 8, "'x' lacks one of"),
        lie("an unknown property", "{'x':{'offset':1}}", 8, "'x' has an unknown property 'offset'"),
        lie("an unknown type", tensor("'F8_E4M3'", "[2]", "[0,2]"), 2, "dtype 'F8_E4M3'; known: "),
        lie("a type that is null", tensor("null", "[2]", "[0,2]"), 2, "'x' has a dtype that is no"),
        lie(
            "a type that is a list",
            tensor("['F32']", "[2]", "[0,8]"),
            8,
            "'x' has a dtype that is no"),
        lie("a negative size", f32("[-2]", "[0,8]"), 8, "'x' has a shape that is no list of whole"),
        lie("a fractional size", f32("[2.0]", "[0,8]"), 8, "'x' has a shape that is no list"),
        lie("a size in words", f32("['2']", "[0,8]"), 8, "'x' has a shape that is no list"),
        lie("a shape that is no list", f32("2", "[0,8]"), 8, "'x' has a shape that is no list"),
        lie("a list in a shape", f32("[[2]]", "[0,8]"), 8, "'x' has a shape that is no list"),
        lie("a size beyond long", f32("[9223372036854775808]", "[0,8]"), 8, "'x' has a shape"),
        lie("an overflowing size", f32("[4611686018427387904]", "[0,0]"), 0, "beyond 2^63"),
        lie("an overflowing shape", f32("[4294967296,4294967296]", "[0,0]"), 0, "beyond 2^63"),
        lie("many dimensions", f32("[1,1,1,1,1,1,1,1,2]", "[0,8]"), 8, "more than 8 values"),
        lie("a smaller shape", f32("[1]", "[0,8]"), 8, "'x' takes 8 bytes by its data_offsets but"),
        lie("a larger shape", f32("[3]", "[0,8]"), 8, "but 12 by its shape"),
        lie("another type", tensor("'F16'", "[2]", "[0,8]"), 8, "but 4 by its shape"),
        lie("reversed offsets", f32("[2]", "[8,0]"), 8, "no [begin, end]"),
        lie("one offset", f32("[2]", "[8]"), 8, "'x' has data_offsets that are no"),
        lie("three offsets", f32("[2]", "[0,4,8]"), 8, "'x' has data_offsets that are no"),
        lie("negative offsets", f32("[2]", "[-8,0]"), 8, "'x' has a data_offsets that is no list"),
        lie("offsets behind the end", f32("[2]", "[0,8]"), 7, "'x' ends at byte 8 of 7"),
        lie(
            "offsets far behind the end",
            f32("[2]", "[9223372036854775799,9223372036854775807]"),
            8,
            "'x' ends at byte 9223372036854775807 of 8"),
        lie("a hole in front", f32("[2]", "[4,12]"), 12, "'x' leaves a hole before it"),
        lie(
            "a hole between",
            "{" + X + ",'y':{'dtype':'U8','shape':[1],'data_offsets':[9,10]}}",
            10,
            "'y' leaves a hole before it (begins at 9, not 8)"),
        lie(
            "an overlap",
            "{" + X + ",'y':{'dtype':'U8','shape':[5],'data_offsets':[7,12]}}",
            12,
            "'y' overlaps the tensor before it"),
        lie(
            "one inside another",
            "{" + X + ",'y':{'dtype':'U8','shape':[1],'data_offsets':[3,4]}}",
            8,
            "'y' overlaps the tensor before it"),
        lie("bytes behind the last", f32("[2]", "[0,8]"), 9, "1 bytes after the last tensor"),
        lie("metadata that is a list", "{'__metadata__':[]}", 0, "__metadata__ is not an object"),
        lie("metadata that is a number", "{'__metadata__':{'a':1}}", 0, "__metadata__ 'a' is no"),
        lie("nested metadata", "{'__metadata__':{'a':{}}}", 0, "__metadata__ 'a' is no string"),
        lie("metadata twice", "{'__metadata__':{},'__metadata__':{}}", 0, "Duplicate field"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void a_header_that_lies_is_refused(String name, String json, int data, String problem)
      throws IOException {
    assertThatThrownBy(() -> Safetensors.open(file(json.replace('\'', '"'), data)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("hostile.safetensors")
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void a_file_without_a_length_is_refused(int bytes) throws IOException {
    Path file = Files.write(folder.resolve("hostile.safetensors"), new byte[bytes]);
    assertRefused(file, "has " + bytes + " bytes");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, Safetensors.MAX_HEADER + 1})
  void an_absurd_length_of_the_header_is_refused(long length) throws IOException {
    assertRefused(claiming(length), Long.toUnsignedString(length));
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 1000, Safetensors.MAX_HEADER})
  void a_header_beyond_the_file_is_refused(long length) throws IOException {
    assertRefused(claiming(length), "is cut short: 10 bytes");
  }

  @Test
  void a_file_cut_anywhere_is_refused() throws IOException {
    byte[] whole = Files.readAllBytes(file("{" + X.replace('\'', '"') + "}", 8));
    for (int length = 0; length < whole.length; length++) {
      Path cut = folder.resolve("cut.safetensors");
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Safetensors.open(cut))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("cut.safetensors");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void a_header_nested_too_deep_is_refused(String opening) throws IOException {
    String nested = opening.repeat(1_000_000);
    assertRefused(file(nested, 0), "");
    assertRefused(file("{\"x\":{\"shape\":" + nested, 0), "'x'");
    assertRefused(file("{\"__metadata__\":" + nested, 0), "__metadata__");
  }

  @Test
  void a_header_of_zeros_is_refused() throws IOException {
    Path file = folder.resolve("hostile.safetensors");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(length(Safetensors.MAX_HEADER));
      channel.write(ByteBuffer.wrap(new byte[1]), Long.BYTES + Safetensors.MAX_HEADER - 1);
    }
    assertRefused(file, "header");
  }

  @Test
  void a_header_cannot_fill_the_memory_with_metadata() throws IOException {
    StringBuilder json = new StringBuilder("{\"__metadata__\":{");
    for (int i = 0; json.length() < 30_000_000; i++) {
      json.append('"').append(Integer.toString(i, 36)).append("\":\"\",");
    }
    assertRefused(file(json.append("\"\":\"\"}}").toString(), 0), "__metadata__ has more than");
  }

  @Test
  void a_header_cannot_fill_the_memory_with_tensors() throws IOException {
    StringBuilder json = new StringBuilder("{\"first\":");
    String empty = "{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}";
    for (int i = 0; json.length() < 30_000_000; i++) {
      json.append(empty).append(",\"").append(Integer.toString(i, 36)).append("\":");
    }
    assertRefused(file(json.append(empty).append('}').toString(), 0), "it names more than");
  }

  @Test
  void what_the_file_says_is_quoted_in_short_and_on_one_line() throws IOException {
    String name = "a\\n".repeat(10_000);
    String type = "b".repeat(1_000_000);
    Path file =
        file(
            "{\"%s\":{\"dtype\":\"%s\",\"shape\":[],\"data_offsets\":[0,1]}}".formatted(name, type),
            1);
    Throwable refused = catchThrowable(() -> Safetensors.open(file));
    assertThat(refused).isInstanceOf(CheckpointException.class).hasMessageContaining("unknown");
    assertThat(refused.getMessage()).hasSizeLessThan(1000).doesNotContain("\n");
  }

  @Test
  void a_directory_is_no_file() throws IOException {
    Path directory = Files.createDirectory(folder.resolve("hostile.safetensors"));
    assertRefused(directory, "is no regular file");
  }

  @Test
  void a_missing_file_is_said_to_be_missing() {
    assertRefused(folder.resolve("hostile.safetensors"), "there is no such file");
  }

  private static Arguments lie(String name, String json, int data, String problem) {
    return Arguments.of(name, json, data, problem);
  }

  private static String tensor(String dtype, String shape, String offsets) {
    return "{'x':{'dtype':%s,'shape':%s,'data_offsets':%s}}".formatted(dtype, shape, offsets);
  }

  private static String f32(String shape, String offsets) {
    return tensor("'F32'", shape, offsets);
  }

  private static void assertRefused(Path file, String problem) {
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("hostile.safetensors")
        .hasMessageContaining(problem);
  }

  private Path file(String header, int data) throws IOException {
    byte[] begin = SafetensorsWriter.framed(header.getBytes(StandardCharsets.UTF_8));
    return Files.write(
        folder.resolve("hostile.safetensors"), Arrays.copyOf(begin, begin.length + data));
  }

  private Path claiming(long headerLength) throws IOException {
    byte[] bytes = Arrays.copyOf(length(headerLength).array(), 10);
    return Files.write(folder.resolve("hostile.safetensors"), bytes);
  }

  private static ByteBuffer length(long headerLength) {
    return ByteBuffer.allocate(Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(headerLength)
        .rewind();
  }
}
