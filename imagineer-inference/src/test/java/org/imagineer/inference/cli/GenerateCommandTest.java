package org.imagineer.inference.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.imagineer.inference.Pictures;
import org.imagineer.inference.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** {@code generate} with the tiny model, as a shell sees it. */
@ExtendWith(TinyModel.class)
class GenerateCommandTest {

  @RegisterExtension final Console console = new Console();
  @TempDir Path folder;

  private int generate(String... more) {
    return generate(Map.of(), more);
  }

  private int generate(Map<String, String> environment, String... more) {
    List<String> all =
        List.of(
            "generate",
            "--prompt=a lake",
            "--model=tiny",
            "--seed=7",
            "--steps=2",
            "--width=64",
            "--height=64",
            "--output=" + folder.resolve("out.png"));
    Map<String, String> whole = new HashMap<>(environment);
    whole.put("IMAGINEER_HOME", TinyModel.home().toString());
    return Main.run(whole, Stream.concat(all.stream(), Arrays.stream(more)).toArray(String[]::new));
  }

  private static int run(String... arguments) {
    return Main.run(Map.of("IMAGINEER_HOME", TinyModel.home().toString()), arguments);
  }

  private void assertRefused(String words, String... more) {
    assertThat(generate(more)).isEqualTo(1);
    assertThat(console.err()).contains(words).doesNotContain("\tat ");
    assertThat(folder.resolve("out.png")).doesNotExist();
  }

  private String picture(String name, BufferedImage picture) throws IOException {
    Path file = folder.resolve(name);
    ImageIO.write(picture, "png", file.toFile());
    return file.toString();
  }

  private List<String> files() {
    return Arrays.stream(folder.toFile().list()).sorted().toList();
  }

  @Test
  void several_pictures_are_those_of_the_following_seeds() throws IOException {
    assertThat(
            generate("--num-images=3", "--json", "--preview-every=1", "--negative-prompt=\"snow\""))
        .as(console.err())
        .isZero();
    assertThat(files())
        .containsExactly(
            "out-1-preview.png",
            "out-1.json",
            "out-1.png",
            "out-2-preview.png",
            "out-2.json",
            "out-2.png",
            "out-3-preview.png",
            "out-3.json",
            "out-3.png");
    Path third = folder.resolve("third.png");
    assertThat(
            run(
                "generate",
                "--prompt=a lake",
                "--negative-prompt=\"snow\"",
                "--model=tiny",
                "--seed=9",
                "--steps=2",
                "--width=64",
                "--height=64",
                "--output=" + third))
        .isZero();
    assertThat(third).hasSameBinaryContentAs(folder.resolve("out-3.png"));
    assertThat(console.out()).contains("out-2.png  seed 8  2 steps, ");
    assertThat(Files.readString(folder.resolve("out-2.json")))
        .contains("\"prompt\" : \"a lake\"")
        .contains("\"negative_prompt\" : \"\\\"snow\\\"\"")
        .contains("\"Seed\" : \"8\"");
    BufferedImage preview = ImageIO.read(folder.resolve("out-1-preview.png").toFile());
    assertThat(preview.getWidth()).isEqualTo(8);
  }

  @Test
  void pictures_that_go_together_are_near_to_those_that_go_alone() throws IOException {
    assertThat(generate("--num-images=3", "--preview-every=1", "--batch-size=2"))
        .as(console.err())
        .isZero();
    assertThat(files())
        .containsExactly(
            "out-1-preview.png",
            "out-1.png",
            "out-2-preview.png",
            "out-2.png",
            "out-3-preview.png",
            "out-3.png");
    assertThat(console.out()).contains("out-2.png  seed 8  2 steps, ");
    BufferedImage second = ImageIO.read(folder.resolve("out-2.png").toFile());
    assertThat(generate("--num-images=2", "--overwrite")).as(console.err()).isZero();
    BufferedImage alone = ImageIO.read(folder.resolve("out-2.png").toFile());
    assertThat(Pictures.psnr(second, alone)).isGreaterThan(45);
  }

  @Test
  void an_option_for_device_or_precision_wins_over_the_environment() throws IOException {
    Map<String, String> environment =
        Map.of("IMAGINEER_DEVICE", "cpu,cpu", "IMAGINEER_PRECISION", "bfloat16");
    assertThat(generate(environment, "--json")).as(console.err()).isZero();
    assertThat(Files.readString(folder.resolve("out.json"))).contains("\"bfloat16\"");
    assertThat(
            generate(
                Map.of("IMAGINEER_DEVICE", "gpu:999", "IMAGINEER_PRECISION", "half"),
                "--device=CPU",
                "--precision=Float32",
                "--json",
                "--overwrite"))
        .as(console.err())
        .isZero();
    assertThat(Files.readString(folder.resolve("out.json"))).doesNotContain("bfloat16");
  }

  @Test
  void a_device_or_precision_that_is_not_there_is_refused_with_what_to_do() {
    assertRefused("the device gpu:999 is asked for, but TensorFlow finds", "--device=gpu:999");
    assertRefused("write auto, cpu, gpu (every GPU), or a list", "--device=tpu");
    assertRefused("write auto, float32, bfloat16 or float16", "--precision=half");
  }

  @Test
  void no_file_is_replaced_unless_asked_for() throws IOException {
    for (String there : List.of("out.png", "out.json", "out-preview.png")) {
      Path file = Files.writeString(folder.resolve(there), "mine");
      assertThat(generate("--json", "--preview-every=1")).isEqualTo(1);
      assertThat(console.err()).contains(there + " is already there; --overwrite replaces it");
      assertThat(file).hasContent("mine");
      Files.delete(file);
    }
    Files.writeString(folder.resolve("out.json"), "mine");
    Files.writeString(folder.resolve("out-preview.png"), "mine");
    assertThat(generate("--json", "--overwrite")).isZero();
    assertThat(Files.readString(folder.resolve("out.json"))).contains("a lake");
    assertThat(folder.resolve("out-preview.png")).hasContent("mine");
  }

  @Test
  void outputs_that_cannot_be_are_refused_before_anything_is_drawn() {
    assertThat(draw("--output=" + folder)).isEqualTo(1);
    assertThat(console.err()).contains("--output must name a file such as out.png, not the folder");
    assertThat(draw("--output=" + folder.resolve("out.json"), "--json")).isEqualTo(1);
    assertThat(console.err()).contains("--output must not end in .json together with --json");
    assertThat(draw("--output=")).isEqualTo(1);
    assertThat(files()).isEmpty();
    assertRefused("--num-images must be between 1 and 100", "--num-images=0");
    assertRefused("--batch-size must be between 1 and 16", "--batch-size=0");
    assertRefused("--batch-size must be between 1 and 16", "--batch-size=17");
    assertRefused("--preview-every must not be negative", "--preview-every=-1");
  }

  private static int draw(String... more) {
    List<String> all = List.of("generate", "--prompt=a lake", "--model=tiny");
    return run(Stream.concat(all.stream(), Arrays.stream(more)).toArray(String[]::new));
  }

  @Test
  void pictures_that_cannot_be_used_are_named() throws IOException {
    String text = Files.writeString(folder.resolve("notes.png"), "no picture").toString();
    assertRefused(
        "there is no file " + folder.resolve("none.png"),
        "--init-image=" + folder.resolve("none.png"));
    assertRefused(text + " is no picture that can be read", "--init-image=" + text);
    byte[] whole = Files.readAllBytes(Path.of(picture("whole.png", Pictures.colourful(64, 64))));
    Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(whole, 300));
    assertRefused(cut + " is a damaged picture", "--init-image=" + cut);
    Path bomb = Files.write(folder.resolve("bomb.png"), claiming(50_000, 50_000));
    assertRefused(bomb + " has 2,500 megapixels; make it smaller", "--init-image=" + bomb);
    assertRefused(
        bomb + " has 2,500 megapixels",
        "--init-image=" + folder.resolve("whole.png"),
        "--mask=" + bomb);
  }

  /** A PNG of grey levels that says it is so large. */
  private static byte[] claiming(int width, int height) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeBytes("IHDR");
    fields.writeInt(width);
    fields.writeInt(height);
    fields.write(new byte[] {8, 0, 0, 0, 0});
    CRC32 checksum = new CRC32();
    checksum.update(header.toByteArray());
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(png);
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    out.writeInt(13);
    out.write(header.toByteArray());
    out.writeInt((int) checksum.getValue());
    out.writeInt(0);
    out.write("IEND".getBytes(StandardCharsets.US_ASCII));
    out.writeInt(0xae426082);
    return png.toByteArray();
  }

  @Test
  void options_that_need_others_say_so() throws IOException {
    String init = picture("init.png", Pictures.colourful(64, 64));
    assertRefused("--mask and --outpaint need --init-image", "--mask=" + init);
    assertRefused("--mask and --outpaint need --init-image", "--outpaint=8,8,8,8");
    assertRefused("--outpaint takes four margins", "--init-image=" + init, "--outpaint=8,8");
    assertRefused(
        "Outpainting makes its own mask",
        "--init-image=" + init,
        "--mask=" + init,
        "--outpaint=8,8,8,8");
    assertRefused(
        "strength must leave at least one step", "--init-image=" + init, "--strength=0.1");
    assertRefused("it cannot be combined", "--init-image=" + init, "--hires-scale=2");
    assertRefused("Unknown LoRA 'nothing'", "--lora=nothing:0.5");
    assertRefused("LoRA weights must be", "--lora=" + TinyModel.lora("style") + ":500");
    assertRefused(
        "guidance_start must be below guidance_end", "--guidance-start=0.5", "--guidance-end=0.5");
    assertRefused("guidance_end must be between 0 and 1", "--guidance-end=1.5");
    assertRefused("deep_cache_interval must be between 1 and 10", "--deep-cache-interval=0");
    assertRefused("token_merging must be between 0 and 0.75", "--token-merging=0.8");
    assertRefused("Variation strength must be", "--variation-seed=3", "--variation-strength=2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--steps=50", "--steps", "-n", "@notes.txt", "=", "\"quoted\"", ""})
  void a_prompt_may_begin_with_anything(String prompt) {
    String[][] ways = {{"generate", "--prompt=" + prompt}, {"generate", "-p", prompt}};
    for (String[] words : ways) {
      assertThat(
              Main.commandLine(Map.of())
                  .parseArgs(words)
                  .subcommand()
                  .<String>matchedOptionValue("--prompt", "nothing"))
          .isEqualTo(prompt);
    }
  }

  @Test
  void every_option_is_explained() {
    for (OptionSpec option : new CommandLine(new GenerateCommand()).getCommandSpec().options()) {
      assertThat(option.description()).as(option.longestName()).isNotEmpty();
      assertThat(option.description()[0]).endsWith(".");
    }
  }
}
