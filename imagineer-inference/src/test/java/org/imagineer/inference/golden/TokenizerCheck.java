package org.imagineer.inference.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.imagineer.inference.text.Cleaning;
import org.imagineer.inference.text.ClipTokenizer;

/**
 * Every string of tokenizer.json, with either cleaning: its ids, and what is left of them at the
 * text encoder's length.
 */
public final class TokenizerCheck implements GoldenCheck {

  @Override
  public void check(GoldenCase golden) {
    JsonNode strings = golden.golden().json("tokenizer.json");
    Path folder = golden.golden().configurations().resolve("tokenizer");
    compare(golden, strings, ClipTokenizer.open(folder, Cleaning.BASIC), "ids", "padded77");
    compare(golden, strings, ClipTokenizer.open(folder), "ids_ftfy", "padded77_ftfy");
  }

  private static void compare(
      GoldenCase golden, JsonNode strings, ClipTokenizer tokenizer, String ids, String padded) {
    assertThat(new int[] {tokenizer.bosId(), tokenizer.eosId(), tokenizer.padId()})
        .as("start, end, padding")
        .containsExactly(
            strings.path("bos").asInt(), strings.path("eos").asInt(), strings.path("pad").asInt());
    assertThat(tokenizer.maxLength()).isEqualTo(strings.path("model_max_length").asInt());
    int length = golden.outputShape(padded)[1];
    IntStream.Builder rows = IntStream.builder();
    for (JsonNode each : strings.path("cases")) {
      String text = each.path("text").asText();
      // Where ftfy changes nothing, the file says it once.
      int[] expected = ints(each.path(each.has(ids) ? ids : "ids"));
      int[] cut = ints(each.path(each.has(padded) ? padded : "padded77"));
      String id = each.path("id").asText();
      assertThat(tokenizer.encode(text)).as("%s of %s", ids, id).containsExactly(expected);
      assertThat(tokenizer.tokenCount(text)).as("tokens of " + id).isEqualTo(expected.length - 2);
      assertThat(tokenizer.padded(text, cut.length))
          .as("%s of %s", padded, id)
          .containsExactly(cut);
      IntStream.of(tokenizer.padded(text, length)).forEach(rows::add);
    }
    golden.assertEqual(padded, rows.build().toArray());
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
