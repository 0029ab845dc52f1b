package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.imagineer.inference.golden.Golden;
import org.imagineer.inference.golden.GoldenCase;
import org.imagineer.inference.golden.GoldenCheck;
import org.imagineer.inference.golden.GoldenModel;
import org.imagineer.inference.golden.LoraCheck;
import org.imagineer.inference.golden.NetworkCheck;
import org.imagineer.inference.golden.SchedulerAddNoiseCheck;
import org.imagineer.inference.golden.SchedulerCheck;
import org.imagineer.inference.golden.SchedulerTablesCheck;
import org.imagineer.inference.golden.TokenizerCheck;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every golden case, one test each; none is skipped. */
class ConformanceTest {

  private static Golden golden;
  private static GoldenModel model;
  private static Map<String, GoldenCheck> checks;

  @BeforeAll
  static void open() {
    golden = Golden.open();
    model = new GoldenModel(golden.checkpoint());
    GoldenCheck pipeline = new PipelineCheck(model);
    checks =
        Map.ofEntries(
            Map.entry("img2img", pipeline),
            Map.entry("inpaint", pipeline),
            Map.entry("lora", new LoraCheck(model)),
            Map.entry("scheduler", new SchedulerCheck()),
            Map.entry("scheduler_add_noise", new SchedulerAddNoiseCheck()),
            Map.entry("scheduler_tables", new SchedulerTablesCheck()),
            Map.entry("text_encoder", new NetworkCheck(model, "text_encoder")),
            Map.entry("tokenizer", new TokenizerCheck()),
            Map.entry("txt2img", pipeline),
            Map.entry("unet", new NetworkCheck(model, "unet")),
            Map.entry("vae_decode", new NetworkCheck(model, "vae_decoder")),
            Map.entry("vae_encode", new NetworkCheck(model, "vae_encoder")));
  }

  @AfterAll
  static void close() {
    golden.close();
    model.close();
  }

  @TestFactory
  Stream<DynamicTest> equals_the_reference() {
    return golden.cases().stream()
        .map(each -> DynamicTest.dynamicTest(each.id(), () -> compare(each)));
  }

  private static void compare(GoldenCase each) {
    GoldenCheck check = checks.get(each.kind());
    assertThat(check).as("what checks the kind '%s'", each.kind()).isNotNull();
    check.check(each);
    each.assertComplete();
  }
}
