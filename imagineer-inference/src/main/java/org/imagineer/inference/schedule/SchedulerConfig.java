package org.imagineer.inference.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * What diffusers' scheduler_config.json says. Options that are absent take diffusers' defaults; a
 * null spacing leaves the choice to the sampler, whose own default differs.
 *
 * @param trainTimesteps 1 .. 100000, 1000 in Stable Diffusion
 * @param betaStart first beta
 * @param betaEnd last beta
 * @param trainedBetas all betas, instead of a schedule; null if there are none
 * @param spacing null where the file does not name it
 * @param stepsOffset added to the timesteps of the leading spacing
 * @param alphaToOne whether the step to the clean picture ends at alphaBar 1, else at alphaBar[0]
 * @param clipRange the predicted picture is clamped to this (DDIM); 0 for no clamping
 * @param karrasSigmas whether sigmas follow Karras et al. 2022
 * @param finalSigma where the sigma-based samplers end
 */
public record SchedulerConfig(
    int trainTimesteps,
    double betaStart,
    double betaEnd,
    BetaSchedule betaSchedule,
    float[] trainedBetas,
    Prediction prediction,
    Spacing spacing,
    int stepsOffset,
    boolean alphaToOne,
    double clipRange,
    boolean karrasSigmas,
    FinalSigma finalSigma) {

  /** How beta grows over the training timesteps. */
  public enum BetaSchedule {
    LINEAR,
    SCALED_LINEAR,
    SQUAREDCOS_CAP_V2
  }

  /** What the network predicts. */
  public enum Prediction {
    EPSILON,
    V_PREDICTION,
    SAMPLE
  }

  /** Which training timesteps are visited (Lin et al. 2023, arXiv:2305.08891, table 2). */
  public enum Spacing {
    LINSPACE,
    LEADING,
    TRAILING
  }

  /** The last sigma: none at all, or the smallest of training. */
  public enum FinalSigma {
    ZERO,
    SIGMA_MIN
  }

  private static final int MOST_TIMESTEPS = 100_000;

  /**
   * @throws IllegalArgumentException naming an option that is unknown or out of range
   */
  public static SchedulerConfig of(JsonNode json) {
    refuse(json, "thresholding");
    refuse(json, "rescale_betas_zero_snr");
    refuse(json, "use_exponential_sigmas");
    refuse(json, "use_beta_sigmas");
    refuse(json, "use_lu_lambdas");
    int timesteps = json.path("num_train_timesteps").asInt(1000);
    if (timesteps < 1 || timesteps > MOST_TIMESTEPS) {
      throw new IllegalArgumentException("num_train_timesteps must be 1 .. " + MOST_TIMESTEPS);
    }
    boolean clip = json.path("clip_sample").asBoolean(false);
    return new SchedulerConfig(
        timesteps,
        json.path("beta_start").asDouble(0.0001),
        json.path("beta_end").asDouble(0.02),
        choice(json, "beta_schedule", BetaSchedule.class, BetaSchedule.LINEAR),
        betas(json.path("trained_betas")),
        choice(json, "prediction_type", Prediction.class, Prediction.EPSILON),
        choice(json, "timestep_spacing", Spacing.class, null),
        json.path("steps_offset").asInt(0),
        json.path("set_alpha_to_one").asBoolean(true),
        clip ? json.path("clip_sample_range").asDouble(1) : 0,
        json.path("use_karras_sigmas").asBoolean(false),
        choice(json, "final_sigmas_type", FinalSigma.class, FinalSigma.ZERO));
  }

  /** The same with another choice of sigmas. */
  public SchedulerConfig withKarrasSigmas(boolean karras) {
    return new SchedulerConfig(
        trainTimesteps,
        betaStart,
        betaEnd,
        betaSchedule,
        trainedBetas,
        prediction,
        spacing,
        stepsOffset,
        alphaToOne,
        clipRange,
        karras,
        finalSigma);
  }

  /** The same with another end. */
  public SchedulerConfig withFinalSigma(FinalSigma end) {
    return new SchedulerConfig(
        trainTimesteps,
        betaStart,
        betaEnd,
        betaSchedule,
        trainedBetas,
        prediction,
        spacing,
        stepsOffset,
        alphaToOne,
        clipRange,
        karrasSigmas,
        end);
  }

  Spacing spacingOr(Spacing otherwise) {
    return spacing == null ? otherwise : spacing;
  }

  private static void refuse(JsonNode json, String option) {
    if (json.path(option).asBoolean(false)) {
      throw new IllegalArgumentException("the scheduler option '" + option + "' is not supported");
    }
  }

  private static <E extends Enum<E>> E choice(
      JsonNode json, String option, Class<E> known, E otherwise) {
    JsonNode value = json.path(option);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    for (E constant : known.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(value.asText())) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "the scheduler's %s '%s' is not supported".formatted(option, value.asText()));
  }

  private static float[] betas(JsonNode json) {
    if (!json.isArray()) {
      return null;
    }
    if (json.isEmpty() || json.size() > MOST_TIMESTEPS) {
      throw new IllegalArgumentException(
          "trained_betas must hold 1 .. " + MOST_TIMESTEPS + " values");
    }
    float[] betas = new float[json.size()];
    for (int i = 0; i < betas.length; i++) {
      betas[i] = (float) json.get(i).asDouble();
    }
    return betas;
  }
}
