package org.imagineer.inference.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

class PngTextTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream png = new DataOutputStream(bytes);

  PngTextTest() throws IOException {
    png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    chunk("IHDR", new byte[13]);
  }

  private void chunk(String type, byte[] data) throws IOException {
    png.writeInt(data.length);
    png.writeBytes(type);
    png.write(data);
    png.writeInt(0);
  }

  private static byte[] bytes(String head, byte[] tail) throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(head.getBytes(StandardCharsets.ISO_8859_1));
    both.write(tail);
    return both.toByteArray();
  }

  private static byte[] deflated(byte[] data) throws IOException {
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
      out.write(data);
    }
    return deflated.toByteArray();
  }

  private Optional<String> found() throws IOException {
    return PngFile.parameters(new ByteArrayInputStream(bytes.toByteArray()));
  }

  @Test
  void is_found_after_the_pixels_and_among_other_texts() throws IOException {
    chunk("tEXt", bytes("Comment\0no", new byte[0]));
    chunk("IDAT", new byte[1000]);
    chunk("tEXt", bytes("parameters\0caf\u00e9", new byte[0]));
    chunk("IEND", new byte[0]);

    assertThat(found()).hasValue("café");
  }

  @Test
  void is_found_when_compressed() throws IOException {
    byte[] text = "猫, 1girl".getBytes(StandardCharsets.UTF_8);
    chunk("iTXt", bytes("parameters\0\1\0ja\0\0", deflated(text)));

    assertThat(found()).hasValue("猫, 1girl");
  }

  @Test
  void is_found_in_a_compressed_latin_chunk() throws IOException {
    chunk("zTXt", bytes("parameters\0\0", deflated("a cat".getBytes(StandardCharsets.US_ASCII))));

    assertThat(found()).hasValue("a cat");
  }

  @Test
  void is_missed_where_there_is_none() throws IOException {
    chunk("tEXt", bytes("Comment\0no", new byte[0]));
    chunk("IEND", new byte[0]);

    assertThat(found()).isEmpty();
  }

  @Test
  void a_text_that_would_fill_the_memory_is_refused() throws IOException {
    chunk("zTXt", bytes("parameters\0\0", deflated(new byte[50 << 20])));

    assertThatThrownBy(this::found)
        .isInstanceOf(IOException.class)
        .hasMessage("this PNG file holds a text of more than 1 MB");
  }

  @Test
  void a_length_that_is_a_lie_is_refused() throws IOException {
    png.writeInt(Integer.MAX_VALUE);
    png.writeBytes("tEXt");

    assertThatThrownBy(this::found).isInstanceOf(IOException.class);
  }

  @Test
  void a_negative_length_is_refused() throws IOException {
    png.writeInt(-1);
    png.writeBytes("tEXt");

    assertThatThrownBy(this::found).isInstanceOf(IOException.class);
  }

  @Test
  void a_file_without_end_is_refused() {
    assertThatThrownBy(this::found).isInstanceOf(IOException.class);
  }
}
