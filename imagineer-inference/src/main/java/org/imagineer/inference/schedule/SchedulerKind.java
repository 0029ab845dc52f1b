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
  PNDM("pndm", "PNDM"),
  DDPM("ddpm", "DDPM"),
  HEUN("heun", "Heun"),
  LMS("lms", "LMS"),
  LMS_KARRAS("lms_karras", "LMS Karras"),
  DPMPP_2M_SDE("dpmpp_2m_sde", "DPM++ 2M SDE"),
  DPMPP_2M_SDE_KARRAS("dpmpp_2m_sde_karras", "DPM++ 2M SDE Karras"),
  DPMPP_SDE("dpmpp_sde", "DPM++ SDE"),
  DPMPP_SDE_KARRAS("dpmpp_sde_karras", "DPM++ SDE Karras"),
  DPMPP_2S("dpmpp_2s", "DPM++ 2S"),
  DPM2("dpm2", "DPM2"),
  DPM2_KARRAS("dpm2_karras", "DPM2 Karras"),
  DPM2_A("dpm2_a", "DPM2 a"),
  DPM2_A_KARRAS("dpm2_a_karras", "DPM2 a Karras"),
  UNIPC("unipc", "UniPC"),
  DEIS("deis", "DEIS"),
  LCM("lcm", "LCM");

  private static final String KARRAS = " Karras";

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
   * One run of this sampler with nothing chosen but its name; see {@link #create(SchedulerConfig,
   * int, SamplerOptions)}.
   */
  public Scheduler create(SchedulerConfig config, int steps) {
    return create(config, steps, SamplerOptions.DEFAULT);
  }

  /**
   * One run of this sampler.
   *
   * @param config of the model; its choice of Karras sigmas gives way to the name's, and both to
   *     the options'
   * @param steps 1 .. the number of training timesteps; LCM takes at most as many as it was
   *     distilled from, 50 in general
   * @param options what the user chose
   * @throws IllegalArgumentException if there are too many steps
   */
  public Scheduler create(SchedulerConfig config, int steps, SamplerOptions options) {
    SchedulerConfig chosen = options.appliedTo(config, label.endsWith(KARRAS));
    return switch (this) {
      case DPMPP_2M, DPMPP_2M_KARRAS -> new DpmSolverMultistep(chosen, steps);
      case EULER -> new Euler(chosen, steps);
      case EULER_A -> new EulerAncestral(chosen, steps);
      case DDIM -> new Ddim(chosen, steps, options.etaOr(0));
      case PNDM -> new Pndm(chosen, steps);
      case DDPM -> new Ddpm(chosen, steps);
      case HEUN -> new Heun(chosen, steps);
      case LMS, LMS_KARRAS -> new Lms(chosen, steps);
      case DPMPP_2M_SDE, DPMPP_2M_SDE_KARRAS -> DpmSolverMultistep.sde(chosen, steps);
      case DPMPP_SDE, DPMPP_SDE_KARRAS -> new DpmSolverSde(chosen, steps);
      case DPMPP_2S -> new DpmSolverSinglestep(chosen, steps);
      case DPM2, DPM2_KARRAS -> new Kdpm2(chosen, steps);
      case DPM2_A, DPM2_A_KARRAS -> new Kdpm2Ancestral(chosen, steps);
      case UNIPC -> new UniPc(chosen, steps);
      case DEIS -> new Deis(chosen, steps);
      case LCM -> new Lcm(chosen, steps);
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

  /** The sampler with this {@link #label}, in upper or lower case. */
  public static Optional<SchedulerKind> byLabel(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label.equalsIgnoreCase(label)).findFirst();
  }

  /**
   * The sampler with this {@link #label} as newer PNG parameters write it, {@code Sampler: DPM++
   * 2M, Schedule type: Karras}: the one whose label ends in the schedule's name, or else the one
   * named by the sampler alone.
   *
   * @param scheduleType such as {@code Karras} or {@code Automatic}; null or empty if nothing is
   *     said
   */
  public static Optional<SchedulerKind> byLabel(String label, String scheduleType) {
    return byLabel(label + " " + scheduleType).or(() -> byLabel(label));
  }
}
