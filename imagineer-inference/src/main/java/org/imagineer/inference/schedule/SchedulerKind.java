package org.imagineer.inference.schedule;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The samplers on offer, by the names that requests and model packages use. */
public enum SchedulerKind {
  DPMPP_2M("dpmpp_2m", "DPM++ 2M"),
  DPMPP_2M_KARRAS("dpmpp_2m_karras", "DPM++ 2M Karras"),
  EULER("euler", "Euler"),
  EULER_A("euler_a", "Euler a"),
  DDIM("ddim", "DDIM"),
  PNDM("pndm", "PNDM");

  private final String id;
  private final String label;

  SchedulerKind(String id, String label) {
    this.id = id;
    this.label = label;
  }

  /** The name in requests, such as {@code dpmpp_2m_karras}. */
  public String id() {
    return id;
  }

  /** The name people know, such as {@code DPM++ 2M Karras}; also what PNG parameters carry. */
  public String label() {
    return label;
  }

  /**
   * One run of this sampler.
   *
   * @param config of the model; its choice of Karras sigmas gives way to the name's
   * @param steps 1 .. the number of training timesteps
   * @throws IllegalArgumentException if there are more steps than training timesteps
   */
  public Scheduler create(SchedulerConfig config, int steps) {
    return switch (this) {
      case DPMPP_2M -> new DpmSolverMultistep(config.withKarrasSigmas(false), steps);
      case DPMPP_2M_KARRAS -> new DpmSolverMultistep(config.withKarrasSigmas(true), steps);
      case EULER -> new Euler(config.withKarrasSigmas(false), steps);
      case EULER_A -> new EulerAncestral(config, steps);
      case DDIM -> new Ddim(config, steps, 0);
      case PNDM -> new Pndm(config, steps);
    };
  }

  /** All names, for messages: {@code dpmpp_2m, dpmpp_2m_karras, ...}. */
  public static String ids() {
    return Arrays.stream(values()).map(SchedulerKind::id).collect(Collectors.joining(", "));
  }

  /** The sampler with this {@link #id}. */
  public static Optional<SchedulerKind> byId(String id) {
    return Arrays.stream(values()).filter(kind -> kind.id.equals(id)).findFirst();
  }
}
