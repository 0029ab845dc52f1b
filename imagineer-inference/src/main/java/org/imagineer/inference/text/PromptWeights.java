package org.imagineer.inference.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prompt in A1111's attention syntax, taken apart.
 *
 * <pre>
 * (text)      attention times 1.1           [text]     attention divided by 1.1
 * (text:1.3)  attention times 1.3           \( \) \[ \] \\   the character itself
 * BREAK       what follows begins a new chunk
 * </pre>
 *
 * Brackets nest, and their factors multiply. Round and square brackets are matched independently of
 * each other. One that is never closed reaches to the prompt's end; one that was never opened is
 * text. A number counts only right before a closing parenthesis. Any other backslash is dropped.
 * Every string is a prompt: nothing here is ever refused.
 *
 * @param sections what stands between the BREAKs, at least one section; each as runs of equal
 *     weight, none of them empty
 */
public record PromptWeights(List<List<Fragment>> sections) {

  /** Weights beyond this, either way, count as this: sums of embeddings stay finite. */
  public static final double MAX_WEIGHT = 1000;

  private static final double ROUND_FACTOR = 1.1;
  private static final double SQUARE_FACTOR = 1 / 1.1;
  private static final String ESCAPABLE = "\\()[]";
  private static final String SPECIAL = ESCAPABLE + ":";

  /** A run of text. */
  public record Fragment(String text, double weight) {}

  public PromptWeights {
    sections = sections.stream().map(List::copyOf).toList();
  }

  /** Takes a prompt apart. */
  public static PromptWeights parse(String prompt) {
    Parser parser = new Parser(prompt);
    parser.read();
    return new PromptWeights(parser.sections());
  }

  private static double bounded(double weight) {
    return Math.max(-MAX_WEIGHT, Math.min(MAX_WEIGHT, weight));
  }

  /** A piece of text whose weight grows with each bracket closed around it; null is a BREAK. */
  private static final class Piece {
    private final String text;
    private double weight = 1;

    Piece(String text) {
      this.text = text;
    }
  }

  private static final class Parser {

    private static final Pattern WEIGHT =
        Pattern.compile(":\\s*([+-]?(?:\\d+\\.?\\d*|\\.\\d+))\\s*\\)");
    private static final Pattern BREAK =
        Pattern.compile("\\bBREAK\\b", Pattern.UNICODE_CHARACTER_CLASS);

    private final String prompt;
    private final Matcher weight;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Integer> round = new ArrayList<>();
    private final List<Integer> square = new ArrayList<>();
    private int at;

    Parser(String prompt) {
      this.prompt = prompt;
      weight = WEIGHT.matcher(prompt);
    }

    void read() {
      while (at < prompt.length()) {
        switch (prompt.charAt(at)) {
          case '\\' -> escaped();
          case '(' -> open(round);
          case '[' -> open(square);
          case ')' -> close(round, ROUND_FACTOR);
          case ']' -> close(square, SQUARE_FACTOR);
          case ':' -> colon();
          default -> plain();
        }
      }
      round.forEach(start -> multiply(start, ROUND_FACTOR));
      square.forEach(start -> multiply(start, SQUARE_FACTOR));
    }

    private void escaped() {
      at++;
      if (at < prompt.length() && ESCAPABLE.indexOf(prompt.charAt(at)) >= 0) {
        literal(at + 1);
      }
    }

    private void open(List<Integer> brackets) {
      brackets.add(pieces.size());
      at++;
    }

    private void close(List<Integer> brackets, double factor) {
      if (brackets.isEmpty()) {
        literal(at + 1);
      } else {
        multiply(brackets.remove(brackets.size() - 1), factor);
        at++;
      }
    }

    private void colon() {
      if (!weight.region(at, prompt.length()).lookingAt()) {
        literal(at + 1);
      } else if (round.isEmpty()) {
        literal(weight.end());
      } else {
        multiply(round.remove(round.size() - 1), bounded(Double.parseDouble(weight.group(1))));
        at = weight.end();
      }
    }

    private void plain() {
      int end = at;
      while (end < prompt.length() && SPECIAL.indexOf(prompt.charAt(end)) < 0) {
        end++;
      }
      Matcher stop = BREAK.matcher(prompt).region(at, end);
      while (stop.find()) {
        literal(stop.start());
        pieces.add(new Piece(null));
        at = stop.end();
      }
      literal(end);
    }

    /** Takes the text from here up to {@code end}. */
    private void literal(int end) {
      if (end > at) {
        pieces.add(new Piece(prompt.substring(at, end)));
        at = end;
      }
    }

    private void multiply(int start, double factor) {
      for (Piece piece : pieces.subList(start, pieces.size())) {
        piece.weight = bounded(piece.weight * factor);
      }
    }

    List<List<Fragment>> sections() {
      List<List<Fragment>> sections = new ArrayList<>();
      List<Fragment> section = new ArrayList<>();
      StringBuilder run = new StringBuilder();
      double weightOfRun = 1;
      for (Piece piece : pieces) {
        if (run.length() > 0 && (piece.text == null || piece.weight != weightOfRun)) {
          section.add(new Fragment(run.toString(), weightOfRun));
          run.setLength(0);
        }
        if (piece.text == null) {
          sections.add(section);
          section = new ArrayList<>();
        } else {
          run.append(piece.text);
          weightOfRun = piece.weight;
        }
      }
      if (run.length() > 0) {
        section.add(new Fragment(run.toString(), weightOfRun));
      }
      sections.add(section);
      return sections;
    }
  }
}
