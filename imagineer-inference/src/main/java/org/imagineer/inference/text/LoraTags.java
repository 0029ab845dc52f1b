package org.imagineer.inference.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prompt with its LoRA tags taken out, as A1111 reads them.
 *
 * <pre>
 * &lt;lora:name&gt;                      weight 1
 * &lt;lora:name:0.8&gt;                  one weight for the text encoder and the UNet
 * &lt;lora:name:0.5:0.8&gt;              the text encoder's, then the UNet's
 * &lt;lora:name:te=0.5:unet=0.8&gt;      the same by name
 * </pre>
 *
 * {@code lyco} means the same as {@code lora}. Anything else in angle brackets stays text.
 *
 * @param text the prompt without the tags, nothing else changed
 * @param uses in the order of the tags; a name may come more than once
 */
public record LoraTags(String text, List<Use> uses) {

  private static final Pattern TAG =
      Pattern.compile("<(lora|lyco|hypernet):([^<>]*)>", Pattern.CASE_INSENSITIVE);

  /**
   * One tag.
   *
   * @param name the LoRA's, as written, without blanks around it; not checked in any way
   * @param textWeight what the text encoder's part counts
   * @param unetWeight what the UNet's part counts
   */
  public record Use(String name, double textWeight, double unetWeight) {}

  public LoraTags {
    uses = List.copyOf(uses);
  }

  /**
   * Takes the tags out of a prompt.
   *
   * @throws IllegalArgumentException if a tag cannot be understood, or names a hypernetwork; the
   *     message quotes it
   */
  public static LoraTags of(String prompt) {
    List<Use> uses = new ArrayList<>();
    Matcher tag = TAG.matcher(prompt);
    StringBuilder text = new StringBuilder();
    while (tag.find()) {
      if (tag.group(1).toLowerCase(Locale.ROOT).equals("hypernet")) {
        throw new IllegalArgumentException(
            "Imagineer has no hypernetworks; remove %s from the prompt".formatted(tag.group()));
      }
      uses.add(new Tag(tag.group()).use(tag.group(2)));
      tag.appendReplacement(text, "");
    }
    return new LoraTags(tag.appendTail(text).toString(), uses);
  }

  /** Reads what stands in one tag. */
  private record Tag(String whole) {

    Use use(String arguments) {
      String[] fields = arguments.split(":", -1);
      String name = fields[0].strip();
      if (name.isEmpty()) {
        throw wrong("names no LoRA");
      }
      List<Double> inOrder = new ArrayList<>();
      Double text = null;
      Double unet = null;
      for (int i = 1; i < fields.length; i++) {
        String[] named = fields[i].split("=", 2);
        String key = named.length == 2 ? named[0].strip().toLowerCase(Locale.ROOT) : "";
        double weight = weight(named[named.length - 1].strip());
        switch (key) {
          case "" -> inOrder.add(weight);
          case "te" -> text = weight;
          case "unet" -> unet = weight;
          default -> throw wrong("may name the weights te and unet, not '" + key + "'");
        }
      }
      if (inOrder.size() > 2) {
        throw wrong("has more than two weights");
      }
      double first = inOrder.isEmpty() ? 1 : inOrder.get(0);
      double textWeight = text != null ? text : first;
      double second = inOrder.size() == 2 ? inOrder.get(1) : textWeight;
      return new Use(name, textWeight, unet != null ? unet : second);
    }

    private double weight(String number) {
      return DecimalNumber.parse(number)
          .orElseThrow(() -> wrong("needs a weight such as 0.8, not '" + number + "'"));
    }

    private IllegalArgumentException wrong(String problem) {
      return new IllegalArgumentException("the tag %s %s".formatted(whole, problem));
    }
  }
}
