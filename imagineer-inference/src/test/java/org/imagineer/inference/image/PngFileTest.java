package org.imagineer.inference.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngFileTest {

  private static BufferedImage picture() {
    BufferedImage picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(1, 1, 0x123456);
    return picture;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a cat\nSteps: 3", "café", "猫 and 🐱\nSteps: 3", ""})
  void carries_its_parameters(String parameters) throws IOException {
    byte[] png = PngFile.encode(picture(), parameters);

    assertThat(PngFile.parameters(new ByteArrayInputStream(png))).hasValue(parameters);
    assertThat(ImageIO.read(new ByteArrayInputStream(png)).getRGB(1, 1)).isEqualTo(0xff123456);
  }

  @Test
  void equal_pictures_make_equal_bytes() {
    assertThat(PngFile.encode(picture(), "a cat")).isEqualTo(PngFile.encode(picture(), "a cat"));
  }

  @Test
  void what_is_no_png_is_refused() {
    byte[] png = PngFile.encode(picture(), "a cat");

    assertThatThrownBy(
            () ->
                PngFile.parameters(
                    new ByteArrayInputStream("no picture".getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> PngFile.parameters(new ByteArrayInputStream(Arrays.copyOf(png, 20))))
        .isInstanceOf(IOException.class);
  }
}
