package org.imagineer.inference.text;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.imagineer.inference.checkpoint.CheckpointException;
import org.imagineer.inference.checkpoint.Safetensors;
import org.imagineer.inference.checkpoint.StoredTensor;

/**
 * A textual inversion embedding (Gal et al. 2022, arXiv:2208.01618): vectors that stand in the text
 * encoder's input where tokens' own would. Holds its arrays, it does not copy: treat the values as
 * read-only.
 *
 * @param name the file's, without its ending
 * @param vectors [n, D], n at least 1
 */
public record TextualInversion(String name, float[][] vectors) {

  static final String ENDING = ".safetensors";

  /** What A1111 calls the vectors; diffusers names them after the token. */
  private static final String EMB_PARAMS = "emb_params";

  /**
   * Reads a .safetensors file, of A1111's kind (a tensor {@code emb_params}) or diffusers' (one
   * tensor of any name), [n, D] or [D].
   *
   * @param width D of the model
   * @param maxVectors the most vectors that fit into a chunk of the prompt
   * @throws CheckpointException if the file is of another format or made for another model, is
   *     broken or holds no such vectors
   */
  public static TextualInversion read(Path file, int width, int maxVectors) {
    String fileName = file.getFileName().toString();
    if (!fileName.toLowerCase(Locale.ROOT).endsWith(ENDING)) {
      throw new CheckpointException(
          file,
          "is not read, since files of this kind can run code; convert the embedding to"
              + " .safetensors");
    }
    try (Safetensors opened = Safetensors.open(file)) {
      String name = fileName.substring(0, fileName.length() - ENDING.length());
      return new TextualInversion(name, vectors(tensor(opened), width, maxVectors));
    }
  }

  private static StoredTensor tensor(Safetensors opened) {
    Set<String> names = opened.names();
    if (names.contains("clip_l") || names.contains("clip_g")) {
      throw new CheckpointException(
          opened.file(), "is an embedding for SDXL (clip_l, clip_g), Imagineer runs SD 1.x");
    }
    if (names.contains(EMB_PARAMS)) {
      return opened.tensor(EMB_PARAMS);
    }
    if (names.size() != 1) {
      throw new CheckpointException(
          opened.file(),
          "is no textual inversion embedding: it holds %d tensors, not one"
              .formatted(names.size()));
    }
    return opened.tensor(names.iterator().next());
  }

  private static float[][] vectors(StoredTensor tensor, int width, int maxVectors) {
    long[] shape = tensor.shape().asArray();
    if (shape.length != 1 && shape.length != 2) {
      throw new CheckpointException(
          tensor.file(),
          "is no textual inversion embedding: its tensor has %d dimensions"
              .formatted(shape.length));
    }
    long found = shape[shape.length - 1];
    if (found != width) {
      throw new CheckpointException(
          tensor.file(),
          "is made for a text encoder of width %d, the model's has %d".formatted(found, width));
    }
    long count = shape.length == 1 ? 1 : shape[0];
    if (count < 1 || count > maxVectors) {
      throw new CheckpointException(
          tensor.file(), "has %d vectors, 1 to %d are possible".formatted(count, maxVectors));
    }
    float[] values = tensor.floats();
    float[][] vectors = new float[(int) count][width];
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new CheckpointException(tensor.file(), "holds values that are no numbers");
      }
      vectors[i / width][i % width] = values[i];
    }
    return vectors;
  }
}
