package org.imagineer.inference.text;

/**
 * How a prompt is tidied before it is cut into tokens. CLIP was trained on text cleaned with
 * Python's ftfy; a transformers installation without that package falls back to something simpler.
 * The two differ for HTML entities, curly quotes, full-width letters, ideographs and damaged text.
 */
public enum Cleaning {

  /** What CLIP was trained with: ftfy's repairs, then single spaces, then lower case. */
  FTFY {
    @Override
    public String clean(String text) {
      return Lowercase.of(Whitespace.collapse(Ftfy.fix(text)));
    }
  },

  /** What transformers does without ftfy: drop control characters, set ideographs apart, NFC. */
  BASIC {
    @Override
    public String clean(String text) {
      return Lowercase.of(BasicCleaning.clean(text));
    }
  };

  /** The text as the byte pair encoding gets to see it: lower case, words one space apart. */
  public abstract String clean(String text);
}
