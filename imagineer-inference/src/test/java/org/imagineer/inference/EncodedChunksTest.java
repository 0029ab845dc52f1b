package org.imagineer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.imagineer.inference.checkpoint.SafetensorsWriter;
import org.imagineer.inference.checkpoint.SafetensorsWriter.Entry;
import org.imagineer.inference.lora.LoraMerger;
import org.imagineer.inference.lora.LoraUse;
import org.imagineer.inference.savedmodel.LoadedModel;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.inference.savedmodel.Precision;
import org.imagineer.inference.text.ClipTokenizer;
import org.imagineer.inference.text.EmbeddingFolder;
import org.imagineer.inference.text.PromptSyntax;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

/** Prompts that are encoded once, and never wrongly. */
@ExtendWith(TinyModel.class)
class EncodedChunksTest {

  @TempDir Path folder;

  private LoadedModel model;
  private LoraMerger merger;
  private PromptEncoder prompts;

  @BeforeEach
  void open() {
    model = LoadedModel.open(ModelPackage.read(TinyModel.folder()));
    merger = new LoraMerger(model);
    prompts = encoder();
  }

  @AfterEach
  void close() {
    model.close();
  }

  /** Knows nothing yet. */
  private PromptEncoder encoder() {
    return new PromptEncoder(
        model,
        ClipTokenizer.open(model.model().tokenizer()),
        EmbeddingFolder.at(folder),
        new EncodedChunks(model, merger::mergedIntoText));
  }

  private float[] encode(String prompt) {
    return prompts.encode(prompt, 20, 1, PromptSyntax.A1111).at(1).values();
  }

  private float[] encodeAnew(String prompt) {
    return encoder().encode(prompt, 20, 1, PromptSyntax.A1111).at(1).values();
  }

  @Test
  void a_prompt_is_encoded_once_for_all_pictures() {
    float[] first = encode("a lake");
    encode("winter");
    assertThat(encode("a lake")).isSameAs(first).isEqualTo(encodeAnew("a lake"));
    assertThat(encode("(a lake:1.2)")).isNotEqualTo(first);
    assertThat(encode("a lake")).as("never changed in place").isEqualTo(encodeAnew("a lake"));
  }

  @Test
  void what_was_not_used_for_long_is_forgotten() {
    float[] first = encode("a lake");
    float[] used = encode("winter");
    for (int i = 0; i < 255; i++) {
      encode("hill " + i);
      assertThat(encode("winter")).isSameAs(used);
    }
    assertThat(encode("a lake")).isNotSameAs(first).isEqualTo(first);
  }

  @Test
  void layers_that_are_skipped_count() {
    float[] last = encode("a lake");
    assertThat(prompts.encode("a lake", 20, 2, PromptSyntax.A1111).at(1).values())
        .isNotEqualTo(last)
        .isEqualTo(encoder().encode("a lake", 20, 2, PromptSyntax.A1111).at(1).values());
  }

  @Test
  void loras_in_the_text_encoder_count_by_file_and_weight() {
    LoraUse style = new LoraUse(TinyModel.lora("style"), 0, 1);
    float[] plain = encode("a lake");
    for (List<LoraUse> loras :
        List.of(
            List.of(style),
            List.of(new LoraUse(style.file(), 0, 0.5)),
            List.of(new LoraUse(TinyModel.lora("pose"), 0, 1)),
            List.of(style, new LoraUse(TinyModel.lora("pose"), 0, 1)))) {
      merger.use(loras);
      assertThat(encode("a lake")).isNotEqualTo(plain).isEqualTo(encodeAnew("a lake"));
    }
    merger.use(List.of());
    assertThat(encode("a lake")).isSameAs(plain).isEqualTo(encodeAnew("a lake"));
  }

  @Test
  void loras_in_the_unet_alone_do_not_count() {
    float[] plain = encode("a lake");
    merger.use(List.of(new LoraUse(TinyModel.lora("style"), 1, 0)));
    assertThat(encode("a lake")).isSameAs(plain).isEqualTo(encodeAnew("a lake"));
  }

  @Test
  void a_lora_put_into_the_place_of_another_counts() throws IOException {
    Path file = folder.resolve("changing");
    Files.copy(TinyModel.lora("style"), file);
    merger.use(List.of(new LoraUse(file, 1, 1)));
    float[] before = encode("a lake");
    Files.write(file, Files.readAllBytes(TinyModel.lora("pose")));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    merger.use(List.of(new LoraUse(file, 1, 1)));
    assertThat(encode("a lake")).isNotEqualTo(before).isEqualTo(encodeAnew("a lake"));
  }

  @Test
  void an_embedding_counts_by_its_vectors() throws IOException {
    embedding("mine", 0.1f, 1);
    float[] first = encode("a lake by mine");
    assertThat(encode("a lake by mine")).isSameAs(first);
    embedding("mine", 0.2f, 2);
    assertThat(encode("a lake by mine"))
        .isNotEqualTo(first)
        .isEqualTo(encodeAnew("a lake by mine"));
    embedding("yours", 0.1f, 3);
    assertThat(encode("a lake by yours")).as("of the same vectors").isSameAs(first);
    assertThat(encode("yours BREAK a lake by mine"))
        .isEqualTo(encodeAnew("yours BREAK a lake by mine"));
  }

  @Test
  void pictures_are_those_of_a_model_that_encodes_for_the_first_time() {
    GenerationRequest plain = TinyModel.request();
    GenerationRequest styled = plain.withLoras(List.of(new LoraUse(TinyModel.lora("style"), 0, 1)));
    try (StableDiffusion one = TinyModel.open(Precision.FLOAT32);
        StableDiffusion other = TinyModel.open(Precision.FLOAT32)) {
      byte[] first = one.generate(plain, GenerationListener.NONE).png();
      byte[] second = one.generate(styled, GenerationListener.NONE).png();
      assertThat(other.generate(styled, GenerationListener.NONE).png()).isEqualTo(second);
      assertThat(other.generate(plain, GenerationListener.NONE).png()).isEqualTo(first);
      assertThat(one.generate(plain, GenerationListener.NONE).png()).isEqualTo(first);
    }
  }

  private void embedding(String name, float value, long modified) throws IOException {
    float[] vector = new float[model.model().description().sizes().contextWidth()];
    Arrays.fill(vector, value);
    Path file = folder.resolve(name + ".safetensors");
    SafetensorsWriter.write(
        file, Map.of(), List.of(Entry.of("emb_params", Shape.of(1, vector.length), vector)));
    Files.setLastModifiedTime(file, FileTime.fromMillis(modified));
  }
}
