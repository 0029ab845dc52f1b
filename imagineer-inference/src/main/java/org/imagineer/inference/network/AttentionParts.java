package org.imagineer.inference.network;

import org.tensorflow.ndarray.Shape;

/**
 * Into how many parts attention is divided.
 *
 * @param ofHeads parts of the heads, a divisor of their number
 * @param ofQueries parts of each of those
 */
record AttentionParts(int ofHeads, int ofQueries) {

  /** Where the graph is laid out for pictures of any size. */
  private static final int UNKNOWN_QUERIES = 4;

  /** Each part is some operations in the graph, and thousands of them take long to prepare. */
  private static final int MOST_PARTS = 128;

  /**
   * The fewest parts whose scores stay within a limit, or about 128 greater ones.
   *
   * @param queries [H, B, N, d]
   * @param keys [H, B, M, d]
   * @param limit of scores in one part
   */
  static AttentionParts of(Shape queries, Shape keys, long limit) {
    int heads = Math.toIntExact(queries.get(0));
    if (queries.get(1) < 0 || queries.get(2) < 0 || keys.get(2) < 0) {
      return new AttentionParts(heads, UNKNOWN_QUERIES);
    }
    long ofOneHead = queries.get(1) * queries.get(2) * keys.get(2);
    long most = Math.max(limit, heads * ofOneHead / MOST_PARTS);
    int together = heads;
    while (together > 1 && (heads % together > 0 || together * ofOneHead > most)) {
      together--;
    }
    int slices = together > 1 ? 1 : Math.toIntExact((ofOneHead + most - 1) / most);
    return new AttentionParts(heads / together, Math.min(slices, Math.toIntExact(queries.get(2))));
  }
}
