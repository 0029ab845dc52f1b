package org.imagineer.inference.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imagineer.inference.checkpoint.CheckpointException;

/** The files of a tokenizer's folder, none of which is trusted. */
final class TokenizerFiles {

  private static final String VOCABULARY = "vocab.json";
  private static final String MERGES = "merges.txt";
  private static final String SPECIAL_TOKENS = "special_tokens_map.json";
  private static final String CONFIG = "tokenizer_config.json";

  /** CLIP's own vocabulary takes 1 MB, its merges half of that. */
  private static final long MAX_BYTES = 16L << 20;

  private static final int MAX_ID = 1 << 20;

  /** What the reference reads of a merges file: CLIP's 49152 tokens, less bytes and specials. */
  private static final int MAX_MERGES = 49152 - 256 - 2;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Path folder;

  TokenizerFiles(Path folder) {
    this.folder = folder;
  }

  /** Token to id; no two tokens share one. */
  Map<String, Integer> vocabulary() {
    Path file = folder.resolve(VOCABULARY);
    Map<String, Integer> ids = new HashMap<>();
    BitSet taken = new BitSet();
    for (Map.Entry<String, JsonNode> entry : json(file).properties()) {
      JsonNode id = entry.getValue();
      if (!id.isInt() || id.intValue() < 0 || id.intValue() > MAX_ID) {
        throw new CheckpointException(
            file,
            "the id of token '%s' is no number from 0 to %d".formatted(entry.getKey(), MAX_ID));
      }
      if (taken.get(id.intValue())) {
        throw new CheckpointException(
            file,
            "gives token '%s' the id %d, which another has"
                .formatted(entry.getKey(), id.intValue()));
      }
      taken.set(id.intValue());
      ids.put(entry.getKey(), id.intValue());
    }
    return ids;
  }

  /** The merges in their order; the first line of the file is a title. */
  List<BytePairEncoding.Pair> merges() {
    Path file = folder.resolve(MERGES);
    List<String> lines = text(file).strip().lines().skip(1).limit(MAX_MERGES).toList();
    List<BytePairEncoding.Pair> merges = new ArrayList<>(lines.size());
    for (String line : lines) {
      String[] pair = line.strip().split("[ \t]+");
      if (pair.length != 2) {
        throw new CheckpointException(
            file, "line %d does not hold two symbols".formatted(merges.size() + 2));
      }
      merges.add(new BytePairEncoding.Pair(pair[0], pair[1]));
    }
    return merges;
  }

  /**
   * A special token's text.
   *
   * @param role its name in special_tokens_map.json and tokenizer_config.json, the first of which
   *     decides; either file may be missing
   */
  String special(String role, String ifUnsaid) {
    for (String name : List.of(SPECIAL_TOKENS, CONFIG)) {
      JsonNode said = optional(name).path(role);
      JsonNode token = said.isObject() ? said.path("content") : said;
      if (token.isTextual() && !token.textValue().isEmpty()) {
        return token.textValue();
      }
      if (!token.isMissingNode() && !token.isNull()) {
        throw new CheckpointException(folder.resolve(name), role + " is no text");
      }
    }
    return ifUnsaid;
  }

  /** tokenizer_config.json's model_max_length, or CLIP's 77 where it says nothing usable. */
  int maxLength() {
    JsonNode length = optional(CONFIG).path("model_max_length");
    boolean usable = length.isInt() && length.intValue() > 2 && length.intValue() <= 1 << 16;
    return usable ? length.intValue() : 77;
  }

  private JsonNode optional(String name) {
    Path file = folder.resolve(name);
    return Files.exists(file) ? json(file) : JSON.createObjectNode();
  }

  private static JsonNode json(Path file) {
    try {
      JsonNode json = JSON.readTree(text(file));
      if (!json.isObject()) {
        throw new CheckpointException(file, "is no JSON object");
      }
      return json;
    } catch (JsonProcessingException e) {
      throw new CheckpointException(file, "is no sound JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new CheckpointException(file, "is larger than 16 MB, too much for a tokenizer");
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new CheckpointException(file, "is not UTF-8", e);
    } catch (IOException e) {
      throw new CheckpointException(file, "cannot be read (" + e + ")", e);
    }
  }
}
