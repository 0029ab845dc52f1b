package org.imagineer.inference.checkpoint;

/**
 * What others wrote, fit for a message: it may be long and may try to look like a line of its own.
 */
final class Quoted {

  private static final int LONGEST = 200;

  private Quoted() {}

  static String line(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
