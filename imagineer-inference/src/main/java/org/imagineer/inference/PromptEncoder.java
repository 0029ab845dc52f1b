package org.imagineer.inference;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.ModelDescription;
import org.imagineer.inference.text.ClipTokenizer;
import org.imagineer.inference.text.EmbeddingFolder;
import org.imagineer.inference.text.EmbeddingWords;
import org.imagineer.inference.text.LoraTags;
import org.imagineer.inference.text.PromptChunks;
import org.imagineer.inference.text.PromptSchedule;
import org.imagineer.inference.text.PromptSyntax;
import org.imagineer.inference.text.PromptTokens;
import org.imagineer.inference.text.PromptWeights;

/**
 * Turns prompts into what the UNet sees of them. Choices must have been made ({@link
 * org.imagineer.inference.text.PromptChoices}) and LoRA tags taken out ({@link LoraTags}) before:
 * the caller needs the seed for the one and the LoRAs of the other. Prompts may be counted by
 * several threads; they are encoded one at a time, since the model is.
 */
final class PromptEncoder {

  private final LoadedModel model;
  private final ClipTokenizer tokenizer;
  private final EmbeddingFolder embeddings;
  private final EncodedChunks chunks;

  /**
   * @param chunks of the same model
   */
  PromptEncoder(
      LoadedModel model,
      ClipTokenizer tokenizer,
      EmbeddingFolder embeddings,
      EncodedChunks chunks) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.embeddings = embeddings;
    this.chunks = chunks;
  }

  /**
   * Encodes a prompt; most of the work is done as steps need it.
   *
   * @param steps denoising steps, at least 1, of which prompt editing speaks
   * @param clipSkip the layer of the text encoder whose output is taken, counted from the last, 1;
   *     meant for both prompts alike, where diffusers 0.24 skips layers for the positive one only
   * @throws IllegalArgumentException if the model cannot do what is asked for
   * @throws java.io.UncheckedIOException if the file of an embedding that the prompt names cannot
   *     be used
   */
  Conditioning encode(String prompt, int steps, int clipSkip, PromptSyntax syntax) {
    EmbeddingWords words = words(syntax);
    PromptSchedule schedule = schedule(prompt, steps, syntax);
    Map<String, PromptChunks> texts = chunks(schedule, syntax, words);
    float[][] vectors = words.vectors(); // [K, D]
    Conditioning conditioning =
        new Conditioning(schedule, texts, ids -> chunks.encode(ids, vectors, clipSkip));
    conditioning.at(1); // what the model refuses is refused now
    return conditioning;
  }

  /**
   * How long a prompt is at its longest, whatever the step; LoRA tags do not count.
   *
   * @param steps denoising steps, at least 1
   * @throws IllegalArgumentException if a LoRA tag cannot be understood
   * @throws java.io.UncheckedIOException if the file of an embedding that the prompt names cannot
   *     be used
   */
  PromptTokens tokenCount(String prompt, int steps, PromptSyntax syntax) {
    String text = syntax == PromptSyntax.A1111 ? LoraTags.of(prompt).text() : prompt;
    return chunks(schedule(text, steps, syntax), syntax, words(syntax)).values().stream()
        .map(PromptChunks::length)
        .max(Comparator.comparing(PromptTokens::tokens))
        .orElseThrow();
  }

  private EmbeddingWords words(PromptSyntax syntax) {
    ModelDescription.Sizes sizes = sizes();
    return new EmbeddingWords(
        syntax == PromptSyntax.A1111 ? embeddings : EmbeddingFolder.NONE,
        tokenizer,
        sizes.contextWidth(),
        sizes.vocabulary(),
        sizes.contextLength() - 2);
  }

  private static PromptSchedule schedule(String prompt, int steps, PromptSyntax syntax) {
    return switch (syntax) {
      case A1111 -> PromptSchedule.of(prompt, steps);
      case PLAIN -> PromptSchedule.always(prompt, steps);
    };
  }

  private Map<String, PromptChunks> chunks(
      PromptSchedule schedule, PromptSyntax syntax, EmbeddingWords words) {
    Map<String, PromptChunks> texts = new HashMap<>();
    for (PromptSchedule.Entry entry : schedule.entries()) {
      texts.computeIfAbsent(entry.text(), text -> chunks(text, syntax, words));
    }
    return texts;
  }

  private PromptChunks chunks(String text, PromptSyntax syntax, EmbeddingWords words) {
    int length = sizes().contextLength();
    return switch (syntax) {
      case A1111 -> PromptChunks.of(PromptWeights.parse(text), tokenizer, length, words);
      case PLAIN -> PromptChunks.truncated(text, tokenizer, length);
    };
  }

  private ModelDescription.Sizes sizes() {
    return model.model().description().sizes();
  }
}
