package org.imagineer.inference.text;

import java.text.Normalizer;

/**
 * The text repairs of ftfy 6 ("fixes text for you", Robyn Speer) with its default settings, which
 * is how CLIP's training captions were prepared: HTML entities, mojibake, ligatures, full-width
 * forms, curly quotes, line breaks, lone surrogates, terminal escapes, control characters, NFC.
 */
final class Ftfy {

  private Ftfy() {}

  /** Repairs line by line; a tag anywhere means that entities from there on are meant literally. */
  static String fix(String text) {
    StringBuilder fixed = new StringBuilder(text.length());
    boolean entities = true;
    int start = 0;
    while (start < text.length()) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline + 1;
      String line = text.substring(start, end);
      entities &= line.indexOf('<') < 0;
      fixed.append(fixLine(line, entities));
      start = end;
    }
    return fixed.toString();
  }

  /** One repair can uncover another (an entity inside an entity), hence until nothing changes. */
  private static String fixLine(String line, boolean entities) {
    String before;
    String text = line;
    do {
      before = text;
      text = entities ? HtmlEntities.unescape(text) : text;
      text = Mojibake.repair(text);
      text = CharacterFixes.apply(text);
      text = Normalizer.normalize(text, Normalizer.Form.NFC);
    } while (!text.equals(before));
    return text;
  }
}
