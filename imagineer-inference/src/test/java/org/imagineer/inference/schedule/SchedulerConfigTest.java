package org.imagineer.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.imagineer.inference.schedule.SchedulerConfig.BetaSchedule;
import org.imagineer.inference.schedule.SchedulerConfig.FinalSigma;
import org.imagineer.inference.schedule.SchedulerConfig.Prediction;
import org.imagineer.inference.schedule.SchedulerConfig.Spacing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulerConfigTest {

  private static SchedulerConfig read(String json) {
    try {
      return SchedulerConfig.of(new ObjectMapper().readTree(json.replace('\'', '"')));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void what_the_file_leaves_out_is_as_in_diffusers() {
    SchedulerConfig config = read("{'trained_betas': null, 'clip_sample': false}");

    assertThat(config)
        .isEqualTo(
            new SchedulerConfig(
                1000,
                0.0001,
                0.02,
                BetaSchedule.LINEAR,
                null,
                Prediction.EPSILON,
                null,
                0,
                null,
                0,
                false,
                FinalSigma.ZERO,
                50,
                10));
  }

  @Test
  void what_the_file_says_counts() {
    SchedulerConfig config =
        read(
            "{'beta_schedule': 'squaredcos_cap_v2', 'prediction_type': 'v_prediction',"
                + " 'timestep_spacing': 'trailing', 'steps_offset': 1, 'set_alpha_to_one': false,"
                + " 'clip_sample': true, 'clip_sample_range': 4, 'use_karras_sigmas': true,"
                + " 'final_sigmas_type': 'sigma_min', 'skip_prk_steps': true,"
                + " 'original_inference_steps': 40, 'timestep_scaling': 5}");

    assertThat(config.betaSchedule()).isEqualTo(BetaSchedule.SQUAREDCOS_CAP_V2);
    assertThat(config.prediction()).isEqualTo(Prediction.V_PREDICTION);
    assertThat(config.spacing()).isEqualTo(Spacing.TRAILING);
    assertThat(config.stepsOffset()).isEqualTo(1);
    assertThat(config.alphaToOne()).isFalse();
    assertThat(config.clipRange()).isEqualTo(4);
    assertThat(config.karrasSigmas()).isTrue();
    assertThat(config.finalSigma()).isEqualTo(FinalSigma.SIGMA_MIN);
    assertThat(config.originalSteps()).isEqualTo(40);
    assertThat(config.timestepScaling()).isEqualTo(5);
  }

  @Test
  void trained_betas_replace_the_schedule() {
    NoiseSchedule schedule =
        NoiseSchedule.of(read("{'num_train_timesteps': 3, 'trained_betas': [0.1, 0.2, 0.5]}"));

    assertThat(schedule.length()).isEqualTo(3);
    assertThat(schedule.beta(1)).isEqualTo(0.2f);
    assertThat(schedule.alphaBar(2)).isEqualTo(0.9f * 0.8f * 0.5f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'beta_schedule': 'sigmoid'} | beta_schedule 'sigmoid'",
        "{'prediction_type': 'flow'} | prediction_type 'flow'",
        "{'timestep_spacing': 7} | timestep_spacing '7'",
        "{'original_inference_steps': 0} | original_inference_steps",
        "{'timestep_scaling': 0} | timestep_scaling",
        "{'final_sigmas_type': 'one'} | final_sigmas_type 'one'",
        "{'num_train_timesteps': 0} | num_train_timesteps",
        "{'num_train_timesteps': 1e9} | num_train_timesteps",
        "{'num_train_timesteps': '1000'} | num_train_timesteps",
        "{'beta_start': 0} | beta_start",
        "{'beta_end': 1.5} | beta_end",
        "{'steps_offset': -1} | steps_offset",
        "{'steps_offset': 1000} | steps_offset",
        "{'set_alpha_to_one': 1} | set_alpha_to_one",
        "{'clip_sample': true, 'clip_sample_range': -1} | clip_sample_range",
        "{'trained_betas': [0.1]} | trained_betas",
        "{'num_train_timesteps': 2, 'trained_betas': [0.1, 2]} | trained_betas",
        "{'thresholding': true} | 'thresholding'",
        "{'rescale_betas_zero_snr': true} | 'rescale_betas_zero_snr'"
      })
  void what_cannot_be_followed_is_refused_by_name(String json, String named) {
    String written = json.replace('\'', '"');

    assertThatThrownBy(() -> SchedulerConfig.of(new ObjectMapper().readTree(written)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }
}
