package org.imagineer.inference.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a picture was drawn with, as the text that AUTOMATIC1111's web UI keeps under the PNG
 * keyword {@code parameters} and that other programs of this field read and write:
 *
 * <pre>
 * a boat on the ocean
 * Negative prompt: people
 * Steps: 25, Sampler: Euler a, CFG scale: 5, Seed: 7, Size: 128x128, Model: demo
 * </pre>
 *
 * @param prompt may have several lines
 * @param negativePrompt may have several lines; empty if there was none
 * @param settings the last line by name, in its order
 */
public record InfoText(String prompt, String negativePrompt, Map<String, String> settings) {

  /** The PNG keyword. */
  public static final String KEYWORD = "parameters";

  private static final String NEGATIVE = "Negative prompt:";
  // A name begins the line or follows a comma, so that a long line is read only once.
  private static final Pattern SETTING =
      Pattern.compile(
          "(?<=^|,)\\s*+(\\w[\\w \\-/]*+):\\s*(\"(?:\\\\.|[^\\\\\"])*+\"|[^,]*)(?:,|$)");
  // Fewer than this on the last line, and the line belongs to the prompt.
  private static final int FEWEST_SETTINGS = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  public InfoText {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** Reads the text; never fails, whatever it holds. */
  public static InfoText parse(String text) {
    List<String> lines = new ArrayList<>(text.stripTrailing().lines().toList());
    Map<String, String> settings =
        lines.isEmpty() ? Map.of() : settings(lines.get(lines.size() - 1));
    if (settings.size() >= FEWEST_SETTINGS) {
      lines.remove(lines.size() - 1);
    } else {
      settings = Map.of();
    }
    int negative = 0;
    while (negative < lines.size() && !lines.get(negative).startsWith(NEGATIVE)) {
      negative++;
    }
    String prompt = String.join("\n", lines.subList(0, negative)).strip();
    String negativePrompt =
        negative == lines.size()
            ? ""
            : String.join("\n", lines.subList(negative, lines.size()))
                .substring(NEGATIVE.length())
                .strip();
    return new InfoText(prompt, negativePrompt, settings);
  }

  /** Writes the text. */
  public String text() {
    // A blank tells the prompt's own words from the mark of what follows it.
    StringBuilder text = new StringBuilder(prompt.replaceAll("(?m)^" + NEGATIVE, " " + NEGATIVE));
    if (!negativePrompt.isEmpty()) {
      text.append('\n').append(NEGATIVE).append(' ').append(negativePrompt);
    }
    return text.append('\n')
        .append(
            settings.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + quoted(entry.getValue()))
                .collect(Collectors.joining(", ")))
        .toString();
  }

  private static Map<String, String> settings(String line) {
    Map<String, String> settings = new LinkedHashMap<>();
    Matcher matcher = SETTING.matcher(line);
    while (matcher.find()) {
      settings.put(matcher.group(1), unquoted(matcher.group(2).strip()));
    }
    return settings;
  }

  // A value that could be taken for the end of itself is written as a JSON string.
  private static String quoted(String value) {
    if (value.equals(value.strip())
        && value.chars().noneMatch(c -> c == ',' || c == ':' || c < ' ' || c == '"')) {
      return value;
    }
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a string is always JSON", e);
    }
  }

  private static String unquoted(String value) {
    if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
      return value;
    }
    try {
      return JSON.readValue(value, String.class);
    } catch (JsonProcessingException e) {
      return value;
    }
  }
}
