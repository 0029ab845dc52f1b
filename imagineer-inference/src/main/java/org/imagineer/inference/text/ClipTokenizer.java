package org.imagineer.inference.text;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.imagineer.inference.checkpoint.CheckpointException;

/**
 * CLIP's tokenizer (Radford et al. 2021, arXiv:2103.00020), id by id equal to transformers' {@code
 * CLIPTokenizer}. Immutable: one instance may serve any number of threads.
 */
public final class ClipTokenizer {

  private static final String START_OF_TEXT = "<|startoftext|>";
  private static final String END_OF_TEXT = "<|endoftext|>";

  /**
   * What counts as one word: English endings, runs of letters, single digits, runs of the rest. The
   * reference ignores case even there, and drops U+0345, which is a mark but equals the letter
   * iota.
   */
  private static final Pattern WORD =
      Pattern.compile(
          "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d"
              + "|\\p{L}+|\\p{N}|[^\\p{L}\\p{N}"
              + Whitespace.CLASS
              + "\\x{345}]+",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private final Cleaning cleaning;
  private final Map<String, Integer> vocabulary;
  private final BytePairEncoding encoding;
  private final Map<String, Integer> specials = new LinkedHashMap<>();
  private final Pattern specialToken;
  private final int bos;
  private final int eos;
  private final int pad;
  private final int unknown;
  private final int maxLength;

  private ClipTokenizer(Path folder, Cleaning cleaning) {
    TokenizerFiles files = new TokenizerFiles(folder);
    this.cleaning = cleaning;
    vocabulary = files.vocabulary();
    encoding = new BytePairEncoding(files.merges());
    bos = special(folder, files.special("bos_token", START_OF_TEXT));
    eos = special(folder, files.special("eos_token", END_OF_TEXT));
    pad = special(folder, files.special("pad_token", END_OF_TEXT));
    unknown = special(folder, files.special("unk_token", END_OF_TEXT));
    maxLength = files.maxLength();
    specialToken =
        Pattern.compile(
            specials.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .map(Pattern::quote)
                .collect(joining("|")));
  }

  /**
   * Opens a tokenizer that cleans prompts as CLIP's training did.
   *
   * @param folder holds vocab.json and merges.txt, and as a rule special_tokens_map.json and
   *     tokenizer_config.json
   * @throws CheckpointException if one of them is missing where needed, broken or too large
   */
  public static ClipTokenizer open(Path folder) {
    return open(folder, Cleaning.FTFY);
  }

  /** The same with another way to clean prompts. */
  public static ClipTokenizer open(Path folder, Cleaning cleaning) {
    return new ClipTokenizer(folder, cleaning);
  }

  private int special(Path folder, String token) {
    Integer id = vocabulary.get(token);
    if (id == null) {
      throw new CheckpointException(
          folder.resolve("vocab.json"), "lacks the special token '%s'".formatted(token));
    }
    specials.put(token, id);
    return id;
  }

  /**
   * A text's ids between the start and the end of text, however many they are. A special token's
   * text inside it becomes that token.
   */
  public int[] encode(String text) {
    return framed(content(text));
  }

  /**
   * A text's ids at a fixed length: cut after {@code length - 2} tokens, then closed, or filled up
   * with the padding token.
   *
   * @param length at least 2; the text encoder of Stable Diffusion takes {@link #maxLength}
   */
  public int[] padded(String text, int length) {
    if (length < 2) {
      throw new IllegalArgumentException("no room for start and end of text in " + length);
    }
    int[] content = content(text);
    int[] ids = framed(Arrays.copyOf(content, Math.min(content.length, length - 2)));
    int[] padded = Arrays.copyOf(ids, length);
    Arrays.fill(padded, ids.length, length, pad);
    return padded;
  }

  /** How many tokens a text has, without start and end. */
  public int tokenCount(String text) {
    return content(text).length;
  }

  /** The id of the start of text. */
  public int bosId() {
    return bos;
  }

  /** The id of the end of text. */
  public int eosId() {
    return eos;
  }

  /** The id that fills a text up; in Stable Diffusion 1.x the end of text, in 2.x an own one. */
  public int padId() {
    return pad;
  }

  /** The length that the text encoder was made for, 77 as a rule. */
  public int maxLength() {
    return maxLength;
  }

  private int[] framed(int[] content) {
    int[] ids = new int[content.length + 2];
    ids[0] = bos;
    System.arraycopy(content, 0, ids, 1, content.length);
    ids[ids.length - 1] = eos;
    return ids;
  }

  /**
   * A text's ids without start and end. Special tokens are found first and exactly; the text
   * between them is cleaned and cut up.
   */
  int[] content(String text) {
    IntStream.Builder ids = IntStream.builder();
    Matcher special = specialToken.matcher(text);
    int end = 0;
    while (special.find()) {
      addWords(text.substring(end, special.start()), ids);
      ids.add(specials.get(special.group()));
      end = special.end();
    }
    addWords(text.substring(end), ids);
    return ids.build().toArray();
  }

  private void addWords(String text, IntStream.Builder ids) {
    Matcher word = WORD.matcher(cleaning.clean(text));
    while (word.find()) {
      String found = word.group();
      if (found.equals(START_OF_TEXT) || found.equals(END_OF_TEXT)) {
        ids.add(idOf(found));
      } else {
        encoding.split(found).forEach(piece -> ids.add(idOf(piece)));
      }
    }
  }

  private int idOf(String piece) {
    return vocabulary.getOrDefault(piece, unknown);
  }
}
