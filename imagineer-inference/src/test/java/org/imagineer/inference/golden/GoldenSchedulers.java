package org.imagineer.inference.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.imagineer.inference.schedule.Ddim;
import org.imagineer.inference.schedule.DpmSolverMultistep;
import org.imagineer.inference.schedule.Euler;
import org.imagineer.inference.schedule.EulerAncestral;
import org.imagineer.inference.schedule.Pndm;
import org.imagineer.inference.schedule.Scheduler;
import org.imagineer.inference.schedule.SchedulerConfig;
import org.imagineer.inference.schedule.SchedulerConfig.FinalSigma;
import org.junit.jupiter.api.Assumptions;

/** Makes our scheduler of what a case says about the reference's. */
final class GoldenSchedulers {

  /** Makes a scheduler for a number of steps. */
  private interface Maker {
    Scheduler make(SchedulerConfig config, int steps, JsonNode stepArguments);
  }

  private static final Map<String, Maker> MAKERS =
      Map.of(
          "DDIMScheduler",
              (config, steps, more) -> new Ddim(config, steps, more.path("eta").asDouble(0)),
          "PNDMScheduler", (config, steps, more) -> new Pndm(config, steps),
          "EulerDiscreteScheduler", (config, steps, more) -> new Euler(config, steps),
          "EulerAncestralDiscreteScheduler",
              (config, steps, more) -> new EulerAncestral(config, steps),
          "DPMSolverMultistepScheduler",
              (config, steps, more) -> new DpmSolverMultistep(config, steps));

  private GoldenSchedulers() {}

  /** The scheduler of a case; aborts where Imagineer does not offer its class. */
  static Scheduler of(GoldenCase golden, String classKey) {
    JsonNode config = golden.config();
    Maker maker = MAKERS.get(config.path(classKey).asText());
    JsonNode full = full(golden, config);
    if (maker == null || full.path("algorithm_type").asText("dpmsolver++").startsWith("sde")) {
      Assumptions.abort("not covered yet: " + golden.id());
    }
    SchedulerConfig ours = SchedulerConfig.of(full);
    if (!full.has("final_sigmas_type") && config.path(classKey).asText().startsWith("DPM")) {
      // diffusers 0.24 knew no choice and ended at the smallest sigma of training.
      ours = ours.withFinalSigma(FinalSigma.SIGMA_MIN);
    }
    return maker.make(ours, config.path("num_inference_steps").asInt(), config.path("step_args"));
  }

  // Where a case gives no whole configuration: the checkpoint's, as the reference makes schedulers
  // of it, and what the
  // case overrides.
  private static JsonNode full(GoldenCase golden, JsonNode config) {
    if (config.has("full_config")) {
      return config.path("full_config");
    }
    ObjectNode base = golden.golden().index().at("/parts/schedulers/base config").deepCopy();
    base.setAll((ObjectNode) config.path("overrides"));
    return base;
  }
}
