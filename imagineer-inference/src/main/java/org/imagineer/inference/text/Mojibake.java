package org.imagineer.inference.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;

/**
 * Undoes mojibake: UTF-8 that somebody read as a single-byte encoding, once or several times, whole
 * or in part ("schÃ¶n" is "schön"). After ftfy's fix_encoding.
 */
final class Mojibake {

  private static final List<SingleByteEncoding> ENCODINGS = SingleByteEncoding.all();

  private Mojibake() {}

  static String repair(String text) {
    String before;
    String repaired = text;
    do {
      before = repaired;
      repaired = repairOnce(before);
    } while (!repaired.equals(before));
    return repaired;
  }

  private static String repairOnce(String text) {
    if (!MojibakeClues.looksBad(text)) {
      return text;
    }
    for (SingleByteEncoding encoding : ENCODINGS) {
      String decoded = misreadAs(encoding, text);
      if (decoded != null) {
        return decoded;
      }
    }
    String repaired = repairParts(text);
    return repaired.equals(text) ? CharacterFixes.showC1Controls(text) : repaired;
  }

  /** The text if it is UTF-8 misread in this encoding, else null. */
  private static String misreadAs(SingleByteEncoding encoding, String text) {
    byte[] encoded = encoding.encode(text);
    if (encoded == null) {
      return null;
    }
    // Bytes as Latin-1 characters, so that regular expressions work on them.
    String bytes = new String(encoded, StandardCharsets.ISO_8859_1);
    if (encoding.mayHaveLostNoBreakSpaces()) {
      bytes = DamagedUtf8.restoreNoBreakSpaces(bytes);
    }
    if (encoding.isSloppy()) {
      bytes = DamagedUtf8.replaceLostSequences(bytes);
    }
    bytes = DamagedUtf8.normalizeVariants(bytes);
    return decodeUtf8(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Repairs the stretches that look like mojibake on their own. */
  private static String repairParts(String text) {
    return MojibakeClues.UTF8_SEQUENCES
        .matcher(text)
        .replaceAll(
            part -> {
              String found = part.group();
              // A part as long as the whole would be tried forever.
              boolean repairable = found.length() < text.length() && MojibakeClues.looksBad(found);
              return Matcher.quoteReplacement(repairable ? repair(found) : found);
            });
  }

  private static String decodeUtf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
