package org.imagineer.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SchedulerKindTest {

  @Test
  void the_names_of_requests_stay() {
    assertThat(SchedulerKind.ids())
        .isEqualTo(
            "dpmpp_2m, dpmpp_2m_karras, euler, euler_a, ddim, pndm, ddpm, heun, lms, lms_karras,"
                + " dpmpp_2m_sde, dpmpp_2m_sde_karras, dpmpp_sde, dpmpp_sde_karras, dpmpp_2s, dpm2,"
                + " dpm2_karras, dpm2_a, dpm2_a_karras, unipc, deis, lcm");
  }

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void each_is_found_by_its_id_and_its_label(SchedulerKind kind) {
    assertThat(SchedulerKind.byId(kind.id())).contains(kind);
    assertThat(SchedulerKind.byLabel(kind.label())).contains(kind);
    assertThat(SchedulerKind.byLabel(kind.label(), null)).contains(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "DPM++ 2M, Karras, DPMPP_2M_KARRAS",
    "dpm++ 2m sde, karras, DPMPP_2M_SDE_KARRAS",
    "DPM++ 2M Karras, Karras, DPMPP_2M_KARRAS",
    "DPM++ 2M Karras, '', DPMPP_2M_KARRAS",
    "DPM++ 2M, Automatic, DPMPP_2M",
    "Euler A, Uniform, EULER_A",
    "Heun, Karras, HEUN"
  })
  void png_parameters_name_the_sigmas_with_the_sampler_or_apart(
      String label, String scheduleType, SchedulerKind kind) {
    assertThat(SchedulerKind.byLabel(label, scheduleType)).contains(kind);
  }

  @Test
  void unknown_names_find_nothing() {
    assertThat(SchedulerKind.byId("DPM++ 2M")).isEmpty();
    assertThat(SchedulerKind.byLabel("dpmpp_2m")).isEmpty();
    assertThat(SchedulerKind.byLabel("DPM adaptive", "Karras")).isEmpty();
    assertThat(SchedulerKind.byLabel(null)).isEmpty();
  }
}
