package org.imagineer.settings;

import java.util.Optional;
import java.util.function.Function;

/** Reads settings by name; empty text counts as not set. */
record Values(Function<String, Optional<String>> lookup) {

  Optional<String> text(String name) {
    return lookup.apply(name).map(String::strip).filter(text -> !text.isEmpty());
  }

  /**
   * @throws IllegalArgumentException naming the setting and its value
   */
  <T> T read(String name, Function<String, T> parse, T otherwise) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      return parse.apply(text.get());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "setting %s cannot be '%s'".formatted(name, text.get()), e);
    }
  }

  /**
   * Reads what knows itself how to say that it cannot be read.
   *
   * @throws IllegalArgumentException naming the setting, and what could be written
   */
  <T> T explained(String name, Function<String, T> parse, T otherwise) {
    try {
      return text(name).map(parse).orElse(otherwise);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("setting %s: %s".formatted(name, e.getMessage()), e);
    }
  }
}
