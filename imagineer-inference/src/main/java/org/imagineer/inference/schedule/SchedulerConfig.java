package org.imagineer.inference.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Locale;

/**
 * What diffusers' scheduler_config.json says. Options that are absent take diffusers' defaults;
 * where those differ between samplers, null leaves the choice to the sampler.
 *
 * @param trainTimesteps 2 .. 100000, 1000 in Stable Diffusion
 * @param betaStart first beta, above 0 and below 1
 * @param betaEnd last beta, likewise
 * @param trainedBetas all betas, instead of a schedule; null if there are none
 * @param spacing null where the file does not name it
 * @param stepsOffset added to the timesteps of the leading spacing, 0 .. trainTimesteps - 1
 * @param alphaToOne whether the step to the clean picture ends at alphaBar 1, else at alphaBar[0];
 *     null where the file does not say it
 * @param clipRange the predicted picture is clamped to this (DDIM); 0 for no clamping
 * @param karrasSigmas whether sigmas follow Karras et al. 2022
 * @param finalSigma where the sigma-based samplers end
 * @param originalSteps how many steps a consistency model was distilled from (LCM), 1 or more
 * @param timestepScaling how fast a consistency model's share of its input falls with the timestep
 *     (LCM), above 0
 */
@RecordBuilder
public record SchedulerConfig(
    int trainTimesteps,
    double betaStart,
    double betaEnd,
    BetaSchedule betaSchedule,
    float[] trainedBetas,
    Prediction prediction,
    Spacing spacing,
    int stepsOffset,
    Boolean alphaToOne,
    double clipRange,
    boolean karrasSigmas,
    FinalSigma finalSigma,
    int originalSteps,
    double timestepScaling)
    implements SchedulerConfigBuilder.With {

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

  // Beyond these, a sigma would be zero, infinite or no number.
  private static final double SMALLEST_BETA = 1e-7;
  private static final double LARGEST_BETA = 0.9999;

  private static final double SMALLEST_SCALING = 1e-3;

  /**
   * @throws IllegalArgumentException naming an option that is unknown or out of range
   */
  public static SchedulerConfig of(JsonNode json) {
    refuse(json, "thresholding");
    refuse(json, "rescale_betas_zero_snr");
    refuse(json, "use_exponential_sigmas");
    refuse(json, "use_beta_sigmas");
    refuse(json, "use_lu_lambdas");
    int timesteps = (int) number(json, "num_train_timesteps", 1000, 2, MOST_TIMESTEPS);
    boolean clip = flag(json, "clip_sample", false);
    return new SchedulerConfig(
        timesteps,
        number(json, "beta_start", 0.0001, SMALLEST_BETA, LARGEST_BETA),
        number(json, "beta_end", 0.02, SMALLEST_BETA, LARGEST_BETA),
        choice(json, "beta_schedule", BetaSchedule.class, BetaSchedule.LINEAR),
        betas(json.path("trained_betas"), timesteps),
        choice(json, "prediction_type", Prediction.class, Prediction.EPSILON),
        choice(json, "timestep_spacing", Spacing.class, null),
        (int) number(json, "steps_offset", 0, 0, timesteps - 1),
        flag(json, "set_alpha_to_one", null),
        clip ? number(json, "clip_sample_range", 1, 0, Float.MAX_VALUE) : 0,
        flag(json, "use_karras_sigmas", false),
        choice(json, "final_sigmas_type", FinalSigma.class, FinalSigma.ZERO),
        (int) number(json, "original_inference_steps", 50, 1, MOST_TIMESTEPS),
        number(json, "timestep_scaling", 10, SMALLEST_SCALING, Float.MAX_VALUE));
  }

  Spacing spacingOr(Spacing otherwise) {
    return spacing == null ? otherwise : spacing;
  }

  boolean alphaToOneOr(boolean otherwise) {
    return alphaToOne == null ? otherwise : alphaToOne;
  }

  private static void refuse(JsonNode json, String option) {
    if (flag(json, option, false)) {
      throw new IllegalArgumentException("the scheduler option '" + option + "' is not supported");
    }
  }

  private static boolean isUnsaid(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static Boolean flag(JsonNode json, String option, Boolean otherwise) {
    JsonNode value = json.path(option);
    if (isUnsaid(value)) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw new IllegalArgumentException(
          "the scheduler's %s must be true or false, not %s".formatted(option, value));
    }
    return value.booleanValue();
  }

  private static double number(
      JsonNode json, String option, double otherwise, double least, double most) {
    JsonNode value = json.path(option);
    return isUnsaid(value) ? otherwise : number(value, option, least, most);
  }

  private static double number(JsonNode value, String option, double least, double most) {
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(number >= least && number <= most)) {
      throw new IllegalArgumentException(
          "the scheduler's %s must be a number from %s to %s, not %s"
              .formatted(option, least, most, value));
    }
    return number;
  }

  private static <E extends Enum<E>> E choice(
      JsonNode json, String option, Class<E> known, E otherwise) {
    JsonNode value = json.path(option);
    if (isUnsaid(value)) {
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

  private static float[] betas(JsonNode json, int timesteps) {
    if (isUnsaid(json)) {
      return null;
    }
    if (!json.isArray() || json.size() != timesteps) {
      throw new IllegalArgumentException(
          "the scheduler's trained_betas must be an array of num_train_timesteps values, "
              + timesteps);
    }
    float[] betas = new float[timesteps];
    for (int i = 0; i < timesteps; i++) {
      betas[i] = (float) number(json.get(i), "trained_betas", SMALLEST_BETA, LARGEST_BETA);
    }
    return betas;
  }
}
