package org.imagineer.inference.schedule;

import java.util.Arrays;
import java.util.Optional;

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

  /** The sampler with this {@link #id}. */
  public static Optional<SchedulerKind> byId(String id) {
    return Arrays.stream(values()).filter(kind -> kind.id.equals(id)).findFirst();
  }
}
