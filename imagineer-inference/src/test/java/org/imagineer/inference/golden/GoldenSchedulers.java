package org.imagineer.inference.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.imagineer.inference.checkpoint.ModelConfig;
import org.imagineer.inference.schedule.Ddim;
import org.imagineer.inference.schedule.Ddpm;
import org.imagineer.inference.schedule.Deis;
import org.imagineer.inference.schedule.DpmSolverMultistep;
import org.imagineer.inference.schedule.DpmSolverSde;
import org.imagineer.inference.schedule.DpmSolverSinglestep;
import org.imagineer.inference.schedule.Euler;
import org.imagineer.inference.schedule.EulerAncestral;
import org.imagineer.inference.schedule.Heun;
import org.imagineer.inference.schedule.Kdpm2;
import org.imagineer.inference.schedule.Kdpm2Ancestral;
import org.imagineer.inference.schedule.Lcm;
import org.imagineer.inference.schedule.Lms;
import org.imagineer.inference.schedule.Pndm;
import org.imagineer.inference.schedule.Scheduler;
import org.imagineer.inference.schedule.SchedulerConfig;
import org.imagineer.inference.schedule.SchedulerConfig.FinalSigma;
import org.imagineer.inference.schedule.UniPc;

/** Makes our scheduler of what a case says about the reference's. */
public final class GoldenSchedulers {

  /** Makes a scheduler for a number of steps. */
  private interface Maker {
    Scheduler make(SchedulerConfig config, int steps, JsonNode stepArguments);
  }

  private static final Map<String, Maker> MAKERS =
      Map.ofEntries(
          entry(
              "DDIMScheduler",
              (config, steps, more) -> new Ddim(config, steps, more.path("eta").asDouble(0))),
          entry("PNDMScheduler", (config, steps, more) -> new Pndm(config, steps)),
          entry("DDPMScheduler", (config, steps, more) -> new Ddpm(config, steps)),
          entry("LCMScheduler", (config, steps, more) -> new Lcm(config, steps)),
          entry("EulerDiscreteScheduler", (config, steps, more) -> new Euler(config, steps)),
          entry(
              "EulerAncestralDiscreteScheduler",
              (config, steps, more) -> new EulerAncestral(config, steps)),
          entry("HeunDiscreteScheduler", (config, steps, more) -> new Heun(config, steps)),
          entry("LMSDiscreteScheduler", (config, steps, more) -> new Lms(config, steps)),
          entry("KDPM2DiscreteScheduler", (config, steps, more) -> new Kdpm2(config, steps)),
          entry(
              "KDPM2AncestralDiscreteScheduler",
              (config, steps, more) -> new Kdpm2Ancestral(config, steps)),
          entry(
              "DPMSolverMultistepScheduler",
              (config, steps, more) -> new DpmSolverMultistep(config, steps)),
          entry("sde-dpmsolver++", (config, steps, more) -> DpmSolverMultistep.sde(config, steps)),
          entry(
              "DPMSolverSinglestepScheduler",
              (config, steps, more) -> new DpmSolverSinglestep(config, steps)),
          entry("DPMSolverSDEScheduler", (config, steps, more) -> new DpmSolverSde(config, steps)),
          entry("UniPCMultistepScheduler", (config, steps, more) -> new UniPc(config, steps)),
          entry("DEISMultistepScheduler", (config, steps, more) -> new Deis(config, steps)));

  private static Map.Entry<String, Maker> entry(String name, Maker maker) {
    return Map.entry(name, maker);
  }

  private GoldenSchedulers() {}

  /** The scheduler of a case; one whose class Imagineer does not offer fails. */
  static Scheduler of(GoldenCase golden) {
    JsonNode full = golden.config().path("full_config");
    return of(
        golden,
        "class",
        full.isObject() ? full : golden.golden().index().at("/parts/schedulers/base config"));
  }

  /** The scheduler of a pipeline's case, made of the checkpoint's configuration. */
  public static Scheduler ofPipeline(GoldenCase golden) {
    return of(
        golden,
        "scheduler",
        ModelConfig.read(
                golden
                    .golden()
                    .configurations()
                    .resolve("scheduler")
                    .resolve("scheduler_config.json"))
            .options());
  }

  private static Scheduler of(GoldenCase golden, String classKey, JsonNode base) {
    JsonNode config = golden.config();
    ObjectNode options = base.deepCopy();
    options.setAll((ObjectNode) config.path("overrides"));
    String algorithm = options.path("algorithm_type").asText();
    String name = MAKERS.containsKey(algorithm) ? algorithm : config.path(classKey).asText();
    Maker maker = MAKERS.get(name);
    if (maker == null) {
      throw new AssertionError("no sampler for " + golden.id());
    }
    SchedulerConfig ours = SchedulerConfig.of(options);
    if (!options.has("final_sigmas_type") && !name.startsWith("Euler")) {
      // diffusers 0.24 knew no choice and ended at the smallest sigma of training where it could.
      ours = ours.withFinalSigma(FinalSigma.SIGMA_MIN);
    }
    return maker.make(ours, config.path("num_inference_steps").asInt(), config.path("step_args"));
  }
}
