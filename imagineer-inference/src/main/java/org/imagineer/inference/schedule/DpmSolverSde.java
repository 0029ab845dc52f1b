package org.imagineer.inference.schedule;

/**
 * DPM-Solver++(2S) on the stochastic equation, k-diffusion's {@code sample_dpmpp_sde} with midpoint
 * 1/2 (Lu et al. 2022, arXiv:2211.01095; ancestral noise as in Karras et al. 2022): x0 in the
 * middle of a step, counted in log(sigma), leads over the whole of it.
 *
 * <pre>
 * A(x, x0, from, to) = down / from * x + (1 - down / from) * x0 + up * z,   z ~ N(0, I)
 * up                 = to * sqrt(from^2 - to^2) / from
 * down               = sqrt(to^2 - up^2)
 *
 * mid    = sqrt(sigma[i] * sigma[i+1])
 * x'     = A(x[i], x0,  sigma[i], mid)
 * x[i+1] = A(x[i], x0', sigma[i], sigma[i+1])
 * </pre>
 *
 * Draws one noise per call, independent of the others (k-diffusion's default draws them from one
 * Brownian path). The last step, to sigma 0, has the first call only and draws none. Remembers
 * where a step began: one generation, calls in order.
 */
public final class DpmSolverSde extends TwoCalls {

  /**
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public DpmSolverSde(SchedulerConfig config, int steps) {
    this(config, NoiseSchedule.of(config), steps);
  }

  private DpmSolverSde(SchedulerConfig config, NoiseSchedule schedule, int steps) {
    this(config, schedule, sigmas(schedule, config, steps));
  }

  private DpmSolverSde(SchedulerConfig config, NoiseSchedule schedule, Sigmas sigmas) {
    super(config, sigmas, sigmas.withCallsBetween(schedule, (from, to) -> Math.sqrt(from * to)));
  }

  @Override
  Latents first(int step, Latents original, Latents sample, Noise noise) {
    return AncestralStep.taken(original, sample, sigma(step), called(2 * step + 1), noise);
  }

  @Override
  Latents second(int step, Latents original, Latents sample, Latents from, Noise noise) {
    return AncestralStep.taken(original, from, sigma(step), sigma(step + 1), noise);
  }
}
