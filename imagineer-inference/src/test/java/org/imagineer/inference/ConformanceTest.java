package org.imagineer.inference;

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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every golden case, one test each. A kind that no check knows is reported as skipped, by the
 * case's name.
 */
class ConformanceTest {

  private static Golden golden;
  private static GoldenModel model;
  private static Map<String, GoldenCheck> checks;

  @BeforeAll
  static void open() {
    golden = Golden.open();
    model = new GoldenModel(golden.checkpoint());
    checks =
        Map.of(
            "lora", new LoraCheck(model),
            "text_encoder", new NetworkCheck(model, "text_encoder"),
            "unet", new NetworkCheck(model, "unet"),
            "vae_decode", new NetworkCheck(model, "vae_decoder"),
            "vae_encode", new NetworkCheck(model, "vae_encoder"),
            "scheduler", new SchedulerCheck(),
            "scheduler_add_noise", new SchedulerAddNoiseCheck(),
            "scheduler_tables", new SchedulerTablesCheck(),
            "tokenizer", new TokenizerCheck(),
            "txt2img", new TextToImageCheck(model));
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
    if (check == null) {
      String skipped = "not covered yet: " + each.id();
      System.out.println(skipped);
      Assumptions.abort(skipped);
    }
    check.check(each);
    each.assertComplete();
  }
}
