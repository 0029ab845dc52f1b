package org.imagineer.web.http;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the fields of a JSON object leniently: null means "not given", numeric text counts as a
 * number, whole numbers may be written with a fraction of zero. What has the wrong type is noted
 * under the field's name, and null is returned.
 */
public final class FieldReader {

  /** Bounded, so that nobody makes us parse a million digits. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][+-]?\\d{1,4})?");

  private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);

  private final JsonObject body;
  private final Map<String, String> problems = new LinkedHashMap<>();

  public FieldReader(JsonObject body) {
    this.body = body;
  }

  /** What was wrong so far: message by field, in the order of reading. */
  public Map<String, String> problems() {
    return problems;
  }

  /** Notes what is wrong with a field, unless something is known already. */
  public void refuse(String field, String message) {
    problems.putIfAbsent(field, message);
  }

  /** Whether the field is there and not null. */
  public boolean has(String field) {
    return value(field) != null;
  }

  /** The field as it is, or null if not given. */
  public JsonValue value(String field) {
    JsonValue value = body.get(field);
    return value == null || value.getValueType() == JsonValue.ValueType.NULL ? null : value;
  }

  /** Text that a database can keep: no NUL, no halves of surrogate pairs. */
  public String text(String field, String message) {
    JsonValue value = value(field);
    if (value instanceof JsonString text && isStorable(text.getString())) {
      return text.getString();
    }
    if (value != null) {
      refuse(field, message);
    }
    return null;
  }

  /** A whole number; beyond the range of long it becomes the nearest. */
  public Long integer(String field, String message) {
    BigDecimal number = decimal(field, message);
    if (number == null) {
      return null;
    }
    if (number.signum() != 0 && number.stripTrailingZeros().scale() > 0) {
      refuse(field, message);
      return null;
    }
    // Compared first: 1e999999999 as a long would be a gigabyte of digits.
    return number.min(LONGEST).max(LEAST).longValue();
  }

  /** Any number; beyond the range of double it is infinite. */
  public Double number(String field, String message) {
    BigDecimal number = decimal(field, message);
    return number == null ? null : Double.valueOf(number.doubleValue());
  }

  /** {@code true} or {@code false}. */
  public Boolean flag(String field, String message) {
    JsonValue value = value(field);
    if (value == null || value == JsonValue.TRUE || value == JsonValue.FALSE) {
      return value == null ? null : value == JsonValue.TRUE;
    }
    refuse(field, message);
    return null;
  }

  private BigDecimal decimal(String field, String message) {
    JsonValue value = value(field);
    if (value == null) {
      return null;
    }
    String digits = value instanceof JsonNumber ? value.toString() : "";
    if (value instanceof JsonString text) {
      digits = text.getString().strip();
    }
    if (NUMBER.matcher(digits).matches()) {
      return new BigDecimal(digits);
    }
    refuse(field, message);
    return null;
  }

  private static boolean isStorable(String text) {
    return text.codePoints()
        .noneMatch(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
