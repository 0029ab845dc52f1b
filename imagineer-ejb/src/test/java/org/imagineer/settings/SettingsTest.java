package org.imagineer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.imagineer.inference.savedmodel.DeviceChoice;
import org.imagineer.inference.savedmodel.ModelDescription.Recommended;
import org.imagineer.inference.savedmodel.PrecisionChoice;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void nothing_has_to_be_set() {
    Settings settings = settings(Map.of());

    assertThat(settings.development()).isTrue();
    assertThat(settings.home()).isAbsolute().hasFileName("data");
    assertThat(settings.generation())
        .isEqualTo(new GenerationDefaults(30, 512, 512, 8.0, "", "dpmpp_2m"));
    assertThatCode(new ProductionGuard(settings)::check).doesNotThrowAnyException();
  }

  @Test
  void a_value_that_cannot_be_understood_is_named() {
    assertThatThrownBy(() -> settings(Map.of("imagineer.max.pending", "many")))
        .hasMessage("setting imagineer.max.pending cannot be 'many'");
    assertThatThrownBy(() -> settings(Map.of("imagineer.mode", "prod")))
        .hasMessage("setting imagineer.mode cannot be 'prod'");
  }

  @Test
  void pictures_are_drawn_together_only_if_that_is_set() {
    assertThat(settings(Map.of()).batchJobs()).isEqualTo(1);
    assertThat(settings(Map.of("imagineer.batch.jobs", "4")).batchJobs()).isEqualTo(4);
    for (String wrong : new String[] {"0", "17", "all"}) {
      assertThatThrownBy(() -> settings(Map.of("imagineer.batch.jobs", wrong)))
          .hasMessage("setting imagineer.batch.jobs cannot be '%s'".formatted(wrong));
    }
  }

  @Test
  void devices_and_the_precision_are_chosen_by_the_settings() {
    assertThat(settings(Map.of()).device()).isEqualTo(DeviceChoice.AUTO);
    assertThat(settings(Map.of()).precision()).isEqualTo(PrecisionChoice.AUTO);
    Settings chosen =
        settings(Map.of("imagineer.device", "cpu, CPU", "imagineer.precision", "BFloat16"));
    assertThat(chosen.device()).hasToString("cpu,cpu");
    assertThat(chosen.precision()).hasToString("bfloat16");
  }

  @Test
  void a_device_or_precision_that_cannot_be_is_refused_with_those_that_can() {
    assertThatThrownBy(() -> settings(Map.of("imagineer.device", "gpux")))
        .hasMessageContaining("setting imagineer.device: 'gpux' names no devices")
        .hasMessageContaining("gpu:0,gpu:1");
    assertThatThrownBy(() -> settings(Map.of("imagineer.precision", "half")))
        .hasMessageContaining("setting imagineer.precision: 'half'")
        .hasMessageContaining("bfloat16");
  }

  @Test
  void what_a_model_recommends_beats_the_configuration_where_it_says_something() {
    GenerationDefaults inForce =
        settings(Map.of("imagineer.generation.steps", "12"))
            .generation()
            .preferring(new Recommended(128, 128, null, 5.0, "euler_a", ""));

    assertThat(inForce).isEqualTo(new GenerationDefaults(12, 128, 128, 5.0, "", "euler_a"));
  }

  @Test
  void production_refuses_to_start_and_says_all_that_is_missing() {
    assertThatThrownBy(() -> guard("change-me-change-me-change-me-change-me").check())
        .hasMessageContaining("SECRET_KEY")
        .hasMessageContaining("no accounts yet");
    assertThatThrownBy(() -> guard("short").check()).hasMessageContaining("SECRET_KEY");
    assertThatThrownBy(() -> guard("a".repeat(64)).check()).hasMessageContaining("SECRET_KEY");
    assertThatThrownBy(() -> guard("q8Zr2vN5tXw1LkYb7HsDf3GjMc9PeUa4").check())
        .hasMessageNotContaining("SECRET_KEY")
        .hasMessageContaining("no accounts yet");
  }

  @Test
  void what_clients_are_told_names_files_and_not_where_they_lie() {
    Settings settings =
        settings(
            Map.of(
                "imagineer.home", "/srv/my data",
                "imagineer.demo.model", "/opt/imagineer/bin/../demo"));

    assertThat(settings.fileNamesOnly("/srv/my data/loras/ink/ink.safetensors: is cut short"))
        .isEqualTo("ink.safetensors: is cut short");
    assertThat(settings.fileNamesOnly("'/opt/imagineer/demo/loras/w.safetensors' is an SDXL file"))
        .isEqualTo("'w.safetensors' is an SDXL file");
    assertThat(settings.fileNamesOnly("no room in /var/cache/x.so at 3/4 of up/down"))
        .isEqualTo("no room in x.so at 3/4 of up/down");
  }

  private static ProductionGuard guard(String key) {
    return new ProductionGuard(settings(Map.of("imagineer.mode", "production", "secret.key", key)));
  }

  private static Settings settings(Map<String, String> values) {
    return Settings.from(name -> Optional.ofNullable(values.get(name)));
  }
}
