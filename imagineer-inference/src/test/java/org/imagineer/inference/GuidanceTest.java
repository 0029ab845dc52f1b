package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.imagineer.inference.savedmodel.TextEmbeddings;
import org.imagineer.inference.schedule.Scheduler;
import org.imagineer.inference.schedule.SchedulerConfig;
import org.imagineer.inference.schedule.SchedulerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which prompt guides which model call. */
class GuidanceTest {

  private static final int STEPS = 6;

  @ParameterizedTest
  @EnumSource
  void every_step_has_its_prompt_however_many_calls_a_sampler_makes(SchedulerKind kind) {
    Scheduler scheduler =
        kind.create(SchedulerConfig.of(JsonNodeFactory.instance.objectNode()), STEPS);
    List<Integer> steps = stepsOf(scheduler.timesteps().length);
    assertThat(steps).isSorted().startsWith(1).endsWith(STEPS);
    assertThat(steps.stream().distinct().toList()).hasSize(STEPS);
  }

  @Test
  void the_first_two_calls_of_pndm_are_one_step() {
    assertThat(stepsOf(7)).containsExactly(1, 1, 2, 3, 4, 5, 6);
  }

  @Test
  void both_calls_of_a_step_have_the_same_prompt() {
    assertThat(stepsOf(11)).containsExactly(1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6);
  }

  @Test
  void without_guidance_nobody_asks_for_a_negative_prompt() {
    Guidance guidance = Guidance.of(null, GuidanceTest::told, 1, STEPS);
    assertThat(guidance.at(0, STEPS).negative()).isNull();
    Guidance both = Guidance.of(GuidanceTest::told, GuidanceTest::told, 7, STEPS);
    assertThat(both.at(2, STEPS).negative().values()).containsExactly(3);
  }

  @ParameterizedTest
  @EnumSource
  void an_interval_is_one_of_steps_however_many_calls_a_sampler_makes(SchedulerKind kind) {
    Scheduler scheduler =
        kind.create(SchedulerConfig.of(JsonNodeFactory.instance.objectNode()), STEPS);
    int calls = scheduler.timesteps().length;
    List<Integer> all = stepsOf(calls);
    Guidance guidance = guided().within(new GuidanceInterval(1 / 3.0, 0.7), 0);
    for (int call = 0; call < calls; call++) {
      assertThat(guidance.at(call, calls).negative() != null)
          .as("call %d", call)
          .isEqualTo(List.of(3, 4, 5).contains(all.get(call)));
    }
  }

  @Test
  void a_late_start_has_the_part_of_the_interval_that_it_does() {
    Guidance late = guided().within(new GuidanceInterval(0.2, 0.5), 4); // steps 4 to 9 of 10
    assertThat(IntStream.range(0, STEPS).mapToObj(call -> late.at(call, STEPS).negative() != null))
        .containsExactly(true, false, false, false, false, false);
  }

  private static Guidance guided() {
    return Guidance.of(GuidanceTest::told, GuidanceTest::told, 7, STEPS);
  }

  private static List<Integer> stepsOf(int calls) {
    Guidance guidance = Guidance.of(null, GuidanceTest::told, 1, STEPS);
    return IntStream.range(0, calls)
        .mapToObj(call -> (int) guidance.at(call, calls).positive().values()[0])
        .toList();
  }

  /** An embedding that says which step it is for. */
  private static TextEmbeddings told(int step) {
    return new TextEmbeddings(1, 1, 1, new float[] {step});
  }
}
