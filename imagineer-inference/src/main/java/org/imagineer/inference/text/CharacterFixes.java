package org.imagineer.inference.text;

import java.nio.charset.Charset;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The repairs of ftfy that look at one character at a time, in ftfy's order. */
final class CharacterFixes {

  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
  private static final Pattern C1_CONTROL = Pattern.compile("[\\x{80}-\\x{9f}]");
  private static final Pattern DOUBLE_QUOTE = Pattern.compile("[\\x{201c}-\\x{201f}]");
  private static final Pattern SINGLE_QUOTE = Pattern.compile("[\\x{2bc}\\x{2018}-\\x{201b}]");
  private static final Pattern LINE_BREAK =
      Pattern.compile("\\r\\n|[\\r\\x{2028}\\x{2029}\\x{85}]");
  private static final Pattern LONE_SURROGATE = Pattern.compile("[\\x{d800}-\\x{dfff}]");
  private static final Pattern TERMINAL_ESCAPE = Pattern.compile("\\x1b\\[[\\p{Nd};]*[a-zA-Z]");
  private static final Pattern CONTROL =
      Pattern.compile(
          "[\\x{0}-\\x{8}\\x{b}\\x{e}-\\x{1f}\\x{7f}\\x{206a}-\\x{206f}\\x{feff}\\x{fff9}-\\x{fffc}]");

  private static final Map<Integer, String> LIGATURES =
      Map.ofEntries(
          Map.entry(0x132, "IJ"),
          Map.entry(0x133, "ij"),
          Map.entry(0x149, "\u02bcn"),
          Map.entry(0x1f1, "DZ"),
          Map.entry(0x1f2, "Dz"),
          Map.entry(0x1f3, "dz"),
          Map.entry(0x1c4, "D\u017d"),
          Map.entry(0x1c5, "D\u017e"),
          Map.entry(0x1c6, "d\u017e"),
          Map.entry(0x1c7, "LJ"),
          Map.entry(0x1c8, "Lj"),
          Map.entry(0x1c9, "lj"),
          Map.entry(0x1ca, "NJ"),
          Map.entry(0x1cb, "Nj"),
          Map.entry(0x1cc, "nj"),
          Map.entry(0xfb00, "ff"),
          Map.entry(0xfb01, "fi"),
          Map.entry(0xfb02, "fl"),
          Map.entry(0xfb03, "ffi"),
          Map.entry(0xfb04, "ffl"),
          Map.entry(0xfb05, "\u017ft"),
          Map.entry(0xfb06, "st"));

  private static final Map<Integer, String> WIDTHS = widths();

  private CharacterFixes() {}

  static String apply(String text) {
    String fixed = translate(showC1Controls(text), LIGATURES);
    fixed = translate(fixed, WIDTHS);
    fixed = DOUBLE_QUOTE.matcher(fixed).replaceAll("\"");
    fixed = SINGLE_QUOTE.matcher(fixed).replaceAll("'");
    fixed = LINE_BREAK.matcher(fixed).replaceAll("\n");
    fixed = LONE_SURROGATE.matcher(fixed).replaceAll("\ufffd");
    fixed = TERMINAL_ESCAPE.matcher(fixed).replaceAll("");
    return CONTROL.matcher(fixed).replaceAll("");
  }

  /**
   * C1 controls were meant as Windows-1252, as browsers know; five have no meaning there either.
   */
  static String showC1Controls(String text) {
    return C1_CONTROL.matcher(text).replaceAll(m -> asWindows1252(m.group()));
  }

  private static String asWindows1252(String control) {
    byte[] one = {(byte) control.charAt(0)};
    String shown = new String(one, WINDOWS_1252);
    return shown.equals("\ufffd") ? control : shown;
  }

  private static String translate(String text, Map<Integer, String> table) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              String replacement = table.get(c);
              if (replacement == null) {
                out.appendCodePoint(c);
              } else {
                out.append(replacement);
              }
            });
    return out.toString();
  }

  /** Full-width and half-width forms, by Unicode's compatibility mapping, and the wide space. */
  private static Map<Integer, String> widths() {
    Map<Integer, String> widths = new HashMap<>();
    widths.put(0x3000, " ");
    for (int c = 0xff01; c < 0xfff0; c++) {
      String form = Character.toString(c);
      String plain = Normalizer.normalize(form, Normalizer.Form.NFKC);
      if (!plain.equals(form)) {
        widths.put(c, plain);
      }
    }
    return widths;
  }
}
