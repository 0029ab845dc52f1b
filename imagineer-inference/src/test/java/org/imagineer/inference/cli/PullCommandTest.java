package org.imagineer.inference.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.imagineer.inference.checkpoint.HubServer;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From a server to a model, by one command. */
class PullCommandTest {

  @TempDir Path home;
  private final HubServer hub = HubServer.ofTiny();
  @RegisterExtension final Console console = new Console();

  @AfterEach
  void stop() {
    hub.close();
  }

  private int pull(String... arguments) {
    Map<String, String> environment =
        Map.of("IMAGINEER_HOME", home.toString(), "HF_ENDPOINT", hub.address() + "/");
    String[] all =
        Stream.concat(Stream.of("models", "pull"), Stream.of(arguments)).toArray(String[]::new);
    return Main.run(environment, all);
  }

  @Test
  void a_repository_becomes_a_model() {
    assertThat(pull(HubServer.ID)).as(console.err()).isZero();
    Path model = home.resolve("models/tiny");
    assertThat(ModelPackage.read(model).description().source().name()).isEqualTo("tiny");
    assertThat(console.out())
        .contains("Fetched: " + home.resolve("downloads/tiny"))
        .contains("Model package: " + model);

    assertThat(pull(HubServer.ID)).isEqualTo(1);
    assertThat(console.err()).contains(model + " is already there; give another --name");
    assertThat(pull(HubServer.ID, "--name", "other", "--to", home.resolve("downloads/tiny") + ""))
        .isZero();
    assertThat(home.resolve("models/other/model.json")).exists();
  }

  @Test
  void it_may_be_fetched_only() {
    Path to = home.resolve("to");
    assertThat(pull(HubServer.ID, "--no-convert", "--to", to + "", "--variant", "fp16")).isZero();
    assertThat(to.resolve("unet/diffusion_pytorch_model.fp16.safetensors")).exists();
    assertThat(home.resolve("models")).doesNotExist();
  }

  @Test
  void what_cannot_be_had_is_told() {
    assertThat(pull("someone/else")).isEqualTo(1);
    assertThat(console.err()).contains("there is no " + hub.address() + "/api/models/someone/else");
    assertThat(pull(HubServer.ID, "--name", "../tiny")).isEqualTo(1);
    assertThat(console.err()).contains("'../tiny' is no name for a model");
    assertThat(pull()).isEqualTo(2);
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void help_tells_of_the_environment() {
    assertThat(pull("--help")).isZero();
    assertThat(console.out()).contains("--[no-]convert", "HF_TOKEN", "--revision");
  }
}
