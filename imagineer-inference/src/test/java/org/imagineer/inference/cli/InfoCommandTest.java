package org.imagineer.inference.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.imagineer.inference.TinyModel;
import org.imagineer.inference.image.PngFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TinyModel.class)
class InfoCommandTest {

  @RegisterExtension final Console console = new Console();
  @TempDir Path folder;

  private static int info(Object... words) {
    String[] arguments = new String[words.length + 1];
    arguments[0] = "info";
    for (int i = 0; i < words.length; i++) {
      arguments[i + 1] = words[i].toString();
    }
    return Main.run(Map.of("IMAGINEER_HOME", TinyModel.home().toString()), arguments);
  }

  private static byte[] png(String parameters) {
    return PngFile.encode(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), parameters);
  }

  @Test
  void a_picture_tells_what_it_was_drawn_with() throws IOException {
    Path file = Files.write(folder.resolve("a.png"), png("a cat\nSteps: 3, Seed: 4, Size: 64x72"));
    assertThat(info(file)).isZero();
    assertThat(console.printed()).isEqualTo("a cat\nSteps: 3, Seed: 4, Size: 64x72\n");
    assertThat(info("--command", file)).isZero();
    assertThat(console.printed())
        .isEqualTo(
            "./imagineer generate '--prompt=a cat' --negative-prompt= --steps=3 --seed=4"
                + " --width=64 --height=72\n");
  }

  @Test
  void a_terminal_is_given_no_commands() throws IOException {
    Path file =
        Files.write(folder.resolve("a.png"), png("a\033]0;title\007 c\u009bat\r\n\tSteps: 3"));
    assertThat(info(file)).isZero();
    assertThat(console.printed()).isEqualTo("a]0;title cat\n\tSteps: 3\n");
    assertThat(info("--command", file)).isZero();
    assertThat(console.printed()).doesNotContain("\033", "\007", "\u009b");
  }

  @Test
  void files_that_tell_nothing_are_named() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "no picture");
    assertThat(info(text)).isEqualTo(1);
    assertThat(console.err()).contains("this is no PNG file");
    Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(png("a cat"), 35));
    assertThat(info(cut)).isEqualTo(1);
    assertThat(console.err()).contains("this PNG file ends early");
    assertThat(info("--command", folder.resolve("none.png"))).isEqualTo(1);
    assertThat(console.err()).contains("there is no file " + folder.resolve("none.png"));
    assertThat(info("nothing")).isEqualTo(1);
    assertThat(console.err()).contains("there is no model 'nothing'; known: tiny");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "FOLDER"})
  void a_model_tells_its_size_by_name_and_by_folder(String thing) {
    assertThat(info(thing.replace("FOLDER", TinyModel.folder().toString()))).isZero();
    assertThat(console.out()).contains("tiny", "unet", "parameters", "float32");
  }

  @Test
  void a_lora_tells_its_tensors() {
    assertThat(info(TinyModel.lora("style"))).isZero();
    assertThat(console.out()).contains("lora_unet_down_blocks_0", ".alpha", "F32");
  }
}
