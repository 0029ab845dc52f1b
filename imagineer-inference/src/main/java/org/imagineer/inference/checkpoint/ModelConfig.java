package org.imagineer.inference.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * One JSON file of options. Each getter names the file and the option when it is not as it should
 * be; JSON null counts as absent.
 *
 * @param file where the options come from
 * @param options a JSON object
 */
public record ModelConfig(Path file, JsonNode options) {

  /** Configurations of networks have some dozens of lines; anything beyond is no configuration. */
  private static final long MAX_LENGTH = 10_000_000;

  /**
   * @throws CheckpointException if there is no such file or it holds no JSON object
   */
  public static ModelConfig read(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new CheckpointException(file, "there is no such file");
      }
      if (Files.size(file) > MAX_LENGTH) {
        throw new CheckpointException(file, "is too long for a configuration");
      }
      JsonNode options = new ObjectMapper().readTree(Files.readAllBytes(file));
      if (!options.isObject()) {
        throw new CheckpointException(file, "is not a JSON object");
      }
      return new ModelConfig(file, options);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(file, "is no valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new CheckpointException(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  /** Whether the option is there and not null. */
  public boolean has(String option) {
    return options.hasNonNull(option);
  }

  /** A whole number from 1 on, which must be given. */
  public int positive(String option) {
    JsonNode value = options.path(option);
    if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 1) {
      throw wrong(option, "a whole number from 1 on");
    }
    return value.intValue();
  }

  /** A whole number from 1 on. */
  public int positive(String option, int otherwise) {
    return has(option) ? positive(option) : otherwise;
  }

  public double number(String option, double otherwise) {
    if (has(option) && !options.get(option).isNumber()) {
      throw wrong(option, "a number");
    }
    return has(option) ? options.get(option).doubleValue() : otherwise;
  }

  public boolean flag(String option, boolean otherwise) {
    if (has(option) && !options.get(option).isBoolean()) {
      throw wrong(option, "true or false");
    }
    return has(option) ? options.get(option).booleanValue() : otherwise;
  }

  public String text(String option, String otherwise) {
    if (has(option) && !options.get(option).isTextual()) {
      throw wrong(option, "a text");
    }
    return has(option) ? options.get(option).textValue() : otherwise;
  }

  /** A list of whole numbers from 1 on, which must be given and not be empty. */
  public List<Integer> positives(String option) {
    List<Integer> values = new ArrayList<>();
    for (JsonNode value : options.path(option)) {
      if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 1) {
        throw wrong(option, "a list of whole numbers from 1 on");
      }
      values.add(value.intValue());
    }
    if (values.isEmpty()) {
      throw wrong(option, "a list of whole numbers from 1 on");
    }
    return List.copyOf(values);
  }

  /** The same number for each of {@code count} levels, or a list of one for each. */
  public List<Integer> positivePerLevel(String option, int count, int otherwise) {
    if (!options.path(option).isArray()) {
      return Collections.nCopies(count, positive(option, otherwise));
    }
    List<Integer> values = positives(option);
    if (values.size() != count) {
      throw wrong(option, "a number, or a list of " + count);
    }
    return values;
  }

  /** A list of names, one of {@code allowed} for each of {@code count} levels. */
  public List<String> kinds(String option, int count, String... allowed) {
    List<String> values = new ArrayList<>();
    options.path(option).forEach(value -> values.add(value.asText()));
    if (values.size() != count) {
      throw wrong(option, "a list of " + count);
    }
    for (String value : values) {
      if (!Arrays.asList(allowed).contains(value)) {
        throw unsupported(option, value);
      }
    }
    return List.copyOf(values);
  }

  /**
   * Refuses an option unless it is absent or has one of the values that Imagineer implements.
   *
   * @param implemented values as JSON writes them, without quotes
   */
  public void only(String option, String... implemented) {
    if (has(option) && !Arrays.asList(implemented).contains(asText(option))) {
      throw unsupported(option, asText(option));
    }
  }

  /** Refuses whatever is neither known, nor a remark ("_..."), nor switched off. */
  public void onlyKnown(Set<String> known) {
    for (Iterator<String> names = options.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      boolean off = !has(name) || options.get(name).isBoolean() && !options.get(name).asBoolean();
      if (!known.contains(name) && !name.startsWith("_") && !off) {
        throw unsupported(name, asText(name));
      }
    }
  }

  /** The failure that says that an option's value is not what a network can be built from. */
  public CheckpointException wrong(String option, String wanted) {
    return new CheckpointException(
        file, "option '%s' is %s, but must be %s".formatted(option, asText(option), wanted));
  }

  private CheckpointException unsupported(String option, String value) {
    return new CheckpointException(
        file, "option '%s' = %s is not implemented by Imagineer".formatted(option, value));
  }

  private String asText(String option) {
    JsonNode value = options.path(option);
    return value.isMissingNode()
        ? "missing"
        : value.isTextual() ? value.asText() : value.toString();
  }
}
