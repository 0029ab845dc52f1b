package org.imagineer.inference.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Byte pair encoding as CLIP uses it (Sennrich et al. 2016, arXiv:1508.07909; on bytes, as GPT-2):
 * a word begins as its UTF-8 bytes, the last of them marked as the word's end, and the pair that
 * was merged first in training is merged first here, until no known pair is left.
 */
final class BytePairEncoding {

  private static final String END_OF_WORD = "</w>";
  private static final String[] SYMBOLS = symbols();

  /** Two neighbours. */
  record Pair(String left, String right) {}

  private final Map<Pair, Integer> ranks = new HashMap<>();

  /**
   * @param merges in the order of training
   */
  BytePairEncoding(List<Pair> merges) {
    for (int rank = 0; rank < merges.size(); rank++) {
      ranks.put(merges.get(rank), rank);
    }
  }

  /** The pieces of a word, which must not be empty. */
  List<String> split(String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    List<String> pieces = new ArrayList<>(bytes.length);
    for (byte b : bytes) {
      pieces.add(SYMBOLS[b & 0xff]);
    }
    pieces.set(bytes.length - 1, pieces.get(bytes.length - 1) + END_OF_WORD);
    for (Pair pair = first(pieces); pair != null; pair = first(pieces)) {
      pieces = merge(pieces, pair);
    }
    return pieces;
  }

  /** The pair with the lowest rank, or null where none has one. */
  private Pair first(List<String> pieces) {
    Pair first = null;
    int lowest = Integer.MAX_VALUE;
    for (int i = 0; i + 1 < pieces.size(); i++) {
      Pair pair = new Pair(pieces.get(i), pieces.get(i + 1));
      int rank = ranks.getOrDefault(pair, Integer.MAX_VALUE);
      if (rank < lowest) {
        lowest = rank;
        first = pair;
      }
    }
    return first;
  }

  private static List<String> merge(List<String> pieces, Pair pair) {
    List<String> merged = new ArrayList<>(pieces.size());
    for (int i = 0; i < pieces.size(); i++) {
      boolean here =
          i + 1 < pieces.size()
              && pieces.get(i).equals(pair.left())
              && pieces.get(i + 1).equals(pair.right());
      merged.add(here ? pair.left() + pair.right() : pieces.get(i));
      i += here ? 1 : 0;
    }
    return merged;
  }

  /** Printable bytes stand for themselves, the others for the characters from U+0100 on (GPT-2). */
  private static String[] symbols() {
    String[] symbols = new String[256];
    int next = 0x100;
    for (int b = 0; b < symbols.length; b++) {
      boolean printable = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
      symbols[b] = Character.toString(printable ? b : next++);
    }
    return symbols;
  }
}
