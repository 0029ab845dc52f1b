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
