package org.imagineer.web.http;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.util.HashSet;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Parses JSON that may be hostile: duplicate keys, which two readers would understand differently,
 * and nesting deep enough to exhaust a stack are errors.
 */
final class StrictJson {

  private static final int MAX_DEPTH = 32;

  /** The text is not JSON, or more than we are willing to read. */
  static final class MalformedJsonException extends Exception {
    MalformedJsonException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final JsonParser parser;

  private StrictJson(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * @throws MalformedJsonException unless the text is exactly one JSON value
   */
  static JsonValue parse(String text) throws MalformedJsonException {
    try (JsonParser parser = Json.createParser(new StringReader(text))) {
      JsonValue value = new StrictJson(parser).value(parser.next(), 0);
      if (parser.hasNext()) {
        throw new MalformedJsonException("more than one value", null);
      }
      return value;
    } catch (JsonException
        | NoSuchElementException
        | IllegalStateException
        | NumberFormatException e) {
      throw new MalformedJsonException(e.getMessage(), e);
    }
  }

  private JsonValue value(JsonParser.Event event, int depth) throws MalformedJsonException {
    if (depth > MAX_DEPTH) {
      throw new MalformedJsonException("nested too deeply", null);
    }
    return switch (event) {
      case START_OBJECT -> object(depth);
      case START_ARRAY -> array(depth);
      default -> parser.getValue();
    };
  }

  private JsonValue object(int depth) throws MalformedJsonException {
    JsonObjectBuilder object = Json.createObjectBuilder();
    Set<String> keys = new HashSet<>();
    while (parser.next() == JsonParser.Event.KEY_NAME) {
      String key = parser.getString();
      if (!keys.add(key)) {
        throw new MalformedJsonException("duplicate key", null);
      }
      object.add(key, value(parser.next(), depth + 1));
    }
    return object.build();
  }

  private JsonValue array(int depth) throws MalformedJsonException {
    JsonArrayBuilder array = Json.createArrayBuilder();
    for (JsonParser.Event event = parser.next();
        event != JsonParser.Event.END_ARRAY;
        event = parser.next()) {
      array.add(value(event, depth + 1));
    }
    return array.build();
  }
}
