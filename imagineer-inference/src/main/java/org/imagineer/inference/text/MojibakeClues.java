package org.imagineer.inference.text;

import static java.util.stream.Collectors.joining;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Tells text that looks like mojibake from text that is meant. The heuristic is ftfy's (version 6,
 * Robyn Speer): the few hundred characters that occur in mojibake fall into categories, and some
 * categories hardly ever stand beside each other in text that people write.
 */
final class MojibakeClues {

  private static final String COMMON = "\u00a0\u00ad\u00b4·–—―’…";
  private static final String C1 = "\u0080-\u009f";
  private static final String BAD =
      "¤¦\u00a8ª¬\u00af\u00b8ºƒ\u02c6\u02c7\u02d8\u02db\u02dc†‡‰⌐◊\ufffd";
  private static final String LAW = "§¶";
  private static final String CURRENCY = "¢£¥₧€";
  private static final String START = "¡©«¿\u0384\u0385‘‚“„•‹\uf8ff";
  private static final String END = "®»\u02dd”›™";
  private static final String NUMERIC = "±²³µ¹¼½¾×÷⁄№∂∆∏∑√∞∩∫≈≠≡≤≥";
  private static final String KAOMOJI = "°Ò-ÖÙ-Üò-öø-üŌŐŪŲ";
  private static final String UPPER_ACCENTED = "À-ÑØÜÝĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĻĽŁŃŅŇŒŘŚŞŠŢŤŮŰŸŹŻŽҐ";
  private static final String LOWER_ACCENTED = "ß-ñüāăąćčďđēėęěğģīįķĺļľłœŕśşšťźżžґ\ufb01\ufb02";
  private static final String ACCENTED = LOWER_ACCENTED + UPPER_ACCENTED;
  private static final String UPPER_COMMON = "ÞΆΈΉΊΌΎΏΑ-ΫЁ-Я";
  private static final String LOWER_COMMON = "ά-ωа-џ";
  private static final String BOX = "│┌┐┘├┤┬┼═-╬▀▄█▌▐-▓";
  private static final String SYMBOLS = BOX + START + END + CURRENCY + NUMERIC + LAW;
  private static final String AFTER_ARABIC = COMMON + CURRENCY + BAD + NUMERIC + START + "ŸŠ®°µ»";

  /** Sequences that hardly ever occur in text as it was meant. */
  private static final Pattern UNLIKELY =
      anyOf(
          // pairs and triples by category
          "[" + C1 + "]",
          "[" + BAD + ACCENTED + SYMBOLS + "][" + BAD + "]",
          "[a-zA-Z][" + LOWER_COMMON + UPPER_COMMON + "][" + BAD + "]",
          "[" + BAD + "][" + ACCENTED + SYMBOLS + "]",
          "["
              + LOWER_ACCENTED
              + LOWER_COMMON
              + BOX
              + END
              + CURRENCY
              + NUMERIC
              + "]"
              + "["
              + UPPER_ACCENTED
              + "]",
          "[" + BOX + END + CURRENCY + NUMERIC + "][" + LOWER_ACCENTED + "]",
          "[" + LOWER_ACCENTED + BOX + END + "][" + CURRENCY + "]",
          "[" + Whitespace.CLASS + "][" + UPPER_ACCENTED + "][" + CURRENCY + "]",
          "[" + UPPER_ACCENTED + BOX + "][" + NUMERIC + LAW + "]",
          "[" + ACCENTED + BOX + CURRENCY + END + "][" + START + "][" + NUMERIC + "]",
          "[" + ACCENTED + CURRENCY + NUMERIC + BOX + LAW + "][" + END + "][" + START + "]",
          "[" + CURRENCY + NUMERIC + BOX + "][" + START + "]",
          "[a-z][" + UPPER_ACCENTED + "][" + START + CURRENCY + "]",
          "[" + BOX + "][" + KAOMOJI + "]",
          "[" + ACCENTED + CURRENCY + NUMERIC + START + END + LAW + "][" + BOX + "]",
          "[" + BOX + "][" + END + "]",
          "[" + ACCENTED + "][" + START + END + "][\\p{L}\\p{N}_]",
          // the ligature oe that no Latin letter follows; degrees of a capital letter
          "[Œœ][^A-Za-z]",
          "[" + UPPER_ACCENTED + "]°",
          // Windows-1252: pairs not covered above, Arabic, South Asian scripts
          "[ÂÃÎÐ][€œŠš¢£Ÿž\u00a0\u00ad®©°·»" + START + END + "–—\u00b4]",
          "×[²³]",
          "(?:[ØÙ][" + AFTER_ARABIC + "]){2}",
          "à[²µ¹¼½¾]",
          // MacRoman
          "√[±∂†≠®™\u00b4≤≥¥µø]",
          "≈[°¢]",
          "‚Ä[ìîïòôúùû†°¢π]",
          "‚[âó][àä°ê]",
          // Windows-1251: punctuation, Latin-1 or Cyrillic, and twice misread
          "вЂ",
          "[ВГРС][" + C1 + BAD + START + END + CURRENCY + "°µ][ВГРС]",
          "ГўВЂВ[^\\n][A-Za-z ]",
          // Windows-1252: a with accent, and a no-break space that has become a blank
          "Ã[\u00a0¡]",
          "[a-z][" + Whitespace.CLASS + "]?[ÃÂ] ",
          "^[ÃÂ] ",
          "[a-z.,?!" + END + "]Â[ " + START + END + "]",
          // Windows-1253: punctuation, Latin-1 or Greek; Windows-1257: punctuation
          "β€[™\u00a0Ά\u00ad®°]",
          "[ΒΓΞΟ][" + C1 + BAD + START + END + CURRENCY + "°][ΒΓΞΟ]",
          "ā€");

  /** Punctuation that stands for itself beside mojibake, though its byte continues a sequence. */
  private static final String PLAIN_PUNCTUATION = "–—―‘’‚“”„•…";

  /** Characters that UTF-8 bytes 80 .. BF turn into. */
  private static final String CONTINUATION = misread(0x80, 0xbf, c -> true);

  /**
   * Runs of misread UTF-8 sequences. A blank counts as a lost no-break space; a run that goes on to
   * its left is left alone, lest a big garble be repaired in spots.
   */
  static final Pattern UTF8_SEQUENCES =
      Pattern.compile(
          "(?<![%s])(?:[%s][ %s]|[%s][ %s]{2}|[%s][ %s]{3})++"
              .formatted(
                  misread(0x80, 0xbf, c -> PLAIN_PUNCTUATION.indexOf(c) < 0),
                  misread(0xc2, 0xdf, c -> true),
                  CONTINUATION,
                  misread(0xe0, 0xef, c -> true),
                  CONTINUATION,
                  misread(0xf0, 0xf0, c -> true) + misread(0xf3, 0xf3, c -> true),
                  CONTINUATION));

  private MojibakeClues() {}

  /** Whether there is at least one unlikely sequence in the text. */
  static boolean looksBad(String text) {
    boolean ascii = text.chars().allMatch(c -> c < 0x80);
    return !ascii && UNLIKELY.matcher(text).find();
  }

  private static Pattern anyOf(String... alternatives) {
    return Pattern.compile(String.join("|", alternatives));
  }

  /** What the bytes from first to last look like when misread in a Latin-1-like encoding. */
  private static String misread(int first, int last, Predicate<Character> wanted) {
    return SingleByteEncoding.LATIN_1_LIKE.stream()
        .flatMapToInt(encoding -> encoding.characters(first, last).chars())
        .distinct()
        .mapToObj(c -> (char) c)
        .filter(wanted)
        .map(c -> "\\x{%x}".formatted((int) c))
        .collect(joining());
  }
}
