package org.imagineer.inference.golden;

import org.imagineer.inference.schedule.NoiseSchedule;
import org.imagineer.inference.schedule.SchedulerConfig;

/** The betas and their products. */
public final class SchedulerTablesCheck implements GoldenCheck {

  @Override
  public void check(GoldenCase golden) {
    NoiseSchedule schedule =
        NoiseSchedule.of(
            SchedulerConfig.of(golden.golden().index().at("/parts/schedulers/base config")));
    float[] betas = new float[schedule.length()];
    float[] alphaBars = new float[schedule.length()];
    for (int t = 0; t < schedule.length(); t++) {
      betas[t] = schedule.beta(t);
      alphaBars[t] = schedule.alphaBar(t);
    }
    golden.assertClose("betas", betas);
    golden.assertClose("alphas_cumprod", alphaBars);
  }
}
