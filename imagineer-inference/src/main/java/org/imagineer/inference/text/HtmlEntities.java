package org.imagineer.inference.text;

import java.math.BigInteger;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unbescape.html.HtmlEscape;

/**
 * Decodes HTML entities as ftfy does: only those closed by a semicolon, and names of all-lower-case
 * entities also in capitals ({@code &NTILDE;} is a capital n with tilde). Numeric ones follow HTML
 * 5.
 */
final class HtmlEntities {

  private static final Pattern ENTITY = Pattern.compile("&(#?[0-9A-Za-z]{1,24});");
  private static final Pattern DECIMAL = Pattern.compile("#([0-9]+)");
  private static final Pattern HEXADECIMAL = Pattern.compile("#[xX]([0-9a-fA-F]+)");

  private HtmlEntities() {}

  static String unescape(String text) {
    StringBuilder escaped = new StringBuilder(text);
    StringBuilder decoded = new StringBuilder(text.length());
    Matcher entity = ENTITY.matcher(escaped);
    int done = 0;
    while (entity.find(done)) {
      decoded.append(escaped, done, entity.start());
      String character = decode(entity);
      done = entity.end();
      if (character.equals("&")) {
        // It may begin another entity, which would otherwise take another round over all the text.
        done--;
        escaped.setCharAt(done, '&');
      } else {
        decoded.append(character);
      }
    }
    return decoded.append(escaped, done, escaped.length()).toString();
  }

  private static String decode(MatchResult entity) {
    String name = entity.group(1);
    String decoded = name.startsWith("#") ? number(name) : named(name);
    return decoded == null ? entity.group() : decoded;
  }

  private static String named(String name) {
    String decoded = exact(name);
    if (decoded != null) {
      return decoded;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    String capitals = "&" + name + ";";
    boolean shouted = name.equals(lower.toUpperCase(Locale.ROOT)) && !name.equals(lower);
    if (!shouted || !HtmlEscape.unescapeHtml(capitals).equals(capitals)) {
      return null;
    }
    String meant = exact(lower);
    return meant == null ? null : meant.toUpperCase(Locale.ROOT);
  }

  /**
   * The entity's text, or null where not all of {@code &name;} is one (&notit; begins with &not).
   */
  private static String exact(String name) {
    String entity = "&" + name + ";";
    String decoded = HtmlEscape.unescapeHtml(entity);
    boolean semicolon = name.equals("semi");
    return decoded.equals(entity) || decoded.endsWith(";") && !semicolon ? null : decoded;
  }

  private static String number(String name) {
    Matcher decimal = DECIMAL.matcher(name);
    Matcher hexadecimal = HEXADECIMAL.matcher(name);
    if (decimal.matches()) {
      return character(new BigInteger(decimal.group(1)));
    }
    return hexadecimal.matches() ? character(new BigInteger(hexadecimal.group(1), 16)) : null;
  }

  private static String character(BigInteger number) {
    int c = number.bitLength() > 21 ? Integer.MAX_VALUE : number.intValue();
    if (c == ';') {
      return null; // ftfy takes a semicolon in the result for one that was not consumed
    }
    if (c == 0 || c > Character.MAX_CODE_POINT || c >= 0xD800 && c <= 0xDFFF) {
      return "\ufffd";
    }
    if (c >= 0x80 && c <= 0x9f) {
      String shown = new String(new byte[] {(byte) c}, Charset.forName("windows-1252"));
      return shown.equals("\ufffd") ? Character.toString(c) : shown;
    }
    return isInvalid(c) ? "" : Character.toString(c);
  }

  /** Controls and noncharacters, which HTML 5 does not let a reference stand for. */
  private static boolean isInvalid(int c) {
    boolean control = c < 0x20 && c != '\t' && c != '\n' && c != '\f' && c != '\r' || c == 0x7f;
    return control || c >= 0xFDD0 && c <= 0xFDEF || (c & 0xFFFE) == 0xFFFE;
  }
}
