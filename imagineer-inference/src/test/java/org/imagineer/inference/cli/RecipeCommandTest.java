package org.imagineer.inference.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.imagineer.inference.Pictures;
import org.imagineer.inference.TinyModel;
import org.imagineer.inference.image.InfoText;
import org.imagineer.inference.image.PngFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** From a picture to the command that draws it again. */
@ExtendWith(TinyModel.class)
class RecipeCommandTest {

  @RegisterExtension final Console console = new Console();
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--scheduler=ddim --eta=0.3 --variation-seed=5 --variation-strength=0.35 --guidance-scale=7.25"
            + " --clip-skip=2 --timestep-spacing=trailing --vae-tiling=on"
            + " --guidance-start=0.25 --guidance-end=0.8 --deep-cache-interval=2 --token-merging=0.35"
            + " --lora=pose:0.123:-1 --lora=style",
        "--scheduler=dpmpp_2m_karras --karras-sigmas=false --final-sigmas=sigma_min --prompt-syntax=plain"
            + " --lora=style:0.8:0.5 --hires-scale=1.3 --hires-strength=0.55 --hires-steps=3 --hires-upscaler=pixels",
        "--precision=bfloat16 --init-image=INIT_IMAGE --strength=0.7 --mask=MASK --mask-blur=1.5"
            + " --masked-content=noise --inpaint-area=masked --mask-padding=9",
        "--scheduler=euler_a --init-image=INIT_IMAGE --fit=stretch --outpaint=8,16,0,24 --outpaint-blend=6"
      })
  void draws_the_same_bytes_again(String options) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "--prompt=a {red|green} lake, (sky:1.2) <lora:style:0.5>",
                "--negative-prompt=snow, \"ice\": fog",
                "--seed=7",
                "--steps=3",
                "--width=72",
                "--height=64"));
    words.addAll(Stream.of(options.split(" ")).filter(word -> !word.isEmpty()).toList());
    if (options.contains("plain")) {
      words.set(0, "--prompt=a {red|green} lake, (sky:1.2)");
    }
    assertDrawnAgain(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; rm -rf / #",
        "$(touch hacked) `touch hacked` $HOME ${x}",
        "two\nlines\n\nand \\n a backslash \\",
        "\"double\" 'single' !history & | > < *",
        "--output=/elsewhere.png",
        "-n",
        "@file",
        "Negative prompt: not it\nNegative prompt: nor this",
        "words\nNegative prompt: more\nSteps: 3, Seed: 4, Size: 5x6",
        "Steps: 3, Seed: 4, Size: 5x6",
        "猫 caf\u00e9 \ud83d\ude00",
        "=a=b"
      })
  void hostile_prompts_are_prompts_and_nothing_else(String prompt) throws Exception {
    Map<String, String> settings = Map.of("Steps", "3", "Seed", "4", "Size", "64x64");
    InfoText read = InfoText.parse(new InfoText(prompt, prompt, settings).text());
    List<String> arguments = RecipeCommand.arguments(read);
    assertThat(inShell(RecipeCommand.of(read))).isEqualTo(arguments);
    CommandLine.ParseResult parsed =
        Main.commandLine(Map.of())
            .parseArgs(
                Stream.concat(Stream.of("generate"), arguments.stream()).toArray(String[]::new))
            .subcommand();
    assertThat(parsed.matchedOptionsSet()).hasSize(6);
    String said = parsed.matchedOptionValue("--prompt", "nothing");
    assertThat(said.replaceAll("(?m)^ +", "")).isEqualTo(prompt);
    assertThat(parsed.<String>matchedOptionValue("--negative-prompt", "nothing")).isEqualTo(prompt);
  }

  /** Draws, reads the picture, draws by what it says, and compares. */
  private void assertDrawnAgain(List<String> words) throws IOException {
    ImageIO.write(Pictures.colourful(90, 70), "png", folder.resolve("init.png").toFile());
    ImageIO.write(
        Pictures.mask(90, 70, 20, 30, 25, 20), "png", folder.resolve("mask.png").toFile());
    Path first = folder.resolve("first.png");
    draw(Stream.concat(words.stream(), Stream.of("--model=tiny")).toList(), first);
    Path second = folder.resolve("second.png");
    draw(RecipeCommand.arguments(info(first)), second);
    assertThat(second).hasSameBinaryContentAs(first);
  }

  private void draw(List<String> words, Path output) {
    List<String> all = new ArrayList<>(List.of("generate", "--output=" + output));
    for (String word : words) {
      all.add(
          word.equals("--mask=MASK")
              ? "--mask=" + folder.resolve("mask.png")
              : word.replace("=INIT_IMAGE", "=" + folder.resolve("init.png")));
    }
    Map<String, String> environment = Map.of("IMAGINEER_HOME", TinyModel.home().toString());
    assertThat(Main.run(environment, all.toArray(String[]::new))).as(console.err()).isZero();
  }

  private static InfoText info(Path png) throws IOException {
    return InfoText.parse(PngFile.parameters(Files.newInputStream(png)).orElseThrow());
  }

  /** The words that a shell makes of a line, behind {@code ./imagineer generate}. */
  private List<String> inShell(String line) throws IOException, InterruptedException {
    String rest = line.substring("./imagineer generate".length());
    Process shell =
        new ProcessBuilder("sh", "-c", "printf '%s\\0' " + rest).directory(folder.toFile()).start();
    String words = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).isZero();
    assertThat(folder.resolve("hacked")).doesNotExist();
    return List.of(words.split("\0", -1)).subList(0, words.split("\0", -1).length - 1);
  }

  @Test
  void pictures_of_a1111_are_understood() {
    InfoText info =
        InfoText.parse(
            "masterpiece, (cat:1.2)\nNegative prompt: blurry\n"
                + "Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: 1234, Size: 512x768,"
                + " Model hash: abc, Model: anime v3, Denoising strength: 0.55, Clip skip: 2,"
                + " Hires resize: 768x1152, Hires steps: 10, Hires upscaler: Latent (nearest-exact),"
                + " Lora hashes: \"x: 1, y: 2\", Version: v1.9.4");
    assertThat(RecipeCommand.of(info))
        .isEqualTo(
            "./imagineer generate '--prompt=masterpiece, (cat:1.2)' --negative-prompt=blurry"
                + " '--model=anime v3' --steps=20 --guidance-scale=7 --seed=1234 --clip-skip=2"
                + " --scheduler=dpmpp_2m_karras --width=512 --height=768 --hires-scale=1.5"
                + " --hires-upscaler=latent_nearest --hires-steps=10 --hires-strength=0.55");
  }

  @Test
  void inpainting_of_a1111_is_understood() {
    InfoText info =
        InfoText.parse(
            "a cat\nSteps: 20, Sampler: Euler a, Schedule type: Automatic, CFG scale: 7, Seed: 1, Size: 512x512,"
                + " Denoising strength: 0.75, Mask blur: 4, Masked content: latent noise, Inpaint area: Only masked,"
                + " Masked area padding: 32, ENSD: 31337");
    assertThat(RecipeCommand.arguments(info))
        .containsExactly(
            "--prompt=a cat",
            "--negative-prompt=",
            "--steps=20",
            "--guidance-scale=7",
            "--seed=1",
            "--scheduler=euler_a",
            "--width=512",
            "--height=512",
            "--init-image=INIT_IMAGE",
            "--strength=0.75",
            "--mask=MASK",
            "--mask-blur=4",
            "--masked-content=noise",
            "--inpaint-area=masked",
            "--mask-padding=32");
  }

  @Test
  void no_value_of_a_picture_is_an_option_of_its_own() {
    InfoText info =
        new InfoText(
            "--overwrite",
            "-o x",
            Map.of(
                "Model", "--output=/etc/passwd",
                "Seed", "7 --overwrite",
                "Size", "64x64 --overwrite",
                "Hires resize", "0x0",
                "LoRA 1", "--overwrite",
                "Sampler", "; reboot"));
    assertThat(RecipeCommand.arguments(info))
        .containsExactly(
            "--prompt=--overwrite",
            "--negative-prompt=-o x",
            "--model=--output=/etc/passwd",
            "--seed=7 --overwrite",
            "--scheduler=; reboot",
            "--lora=--overwrite");
    assertThat(RecipeCommand.of(info)).contains("'--scheduler=; reboot'");
  }
}
