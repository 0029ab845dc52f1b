package org.imagineer.inference.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An open Stable Diffusion 1.x checkpoint, whatever its layout. Its parts stay readable until it is
 * closed. Not thread-safe.
 */
public sealed interface Checkpoint extends AutoCloseable
    permits DiffusersCheckpoint, SingleFileCheckpoint {

  /**
   * Opens a folder in the diffusers layout, or a single file in the layout of the original
   * implementation (LDM).
   *
   * @throws CheckpointException if it is incomplete, broken, of another architecture, or no
   *     checkpoint at all
   */
  static Checkpoint open(Path from, CheckpointOptions options) {
    boolean named = from.toString().endsWith(".safetensors") && !Files.isDirectory(from);
    return named || Files.isRegularFile(from)
        ? SingleFileCheckpoint.open(from, options)
        : DiffusersCheckpoint.open(from, options);
  }

  /** The last name of the folder or file. */
  String name();

  CheckpointPart textEncoder();

  CheckpointPart unet();

  CheckpointPart vae();

  /**
   * The scheduler's options.
   *
   * @throws CheckpointException if there are none
   */
  ModelConfig scheduler();

  /**
   * The tokenizer's files, vocab.json and merges.txt among them.
   *
   * @throws CheckpointException if one of these is missing, or the tokenizer is not the text
   *     encoder's
   */
  List<Path> tokenizer();

  /** The folder in which there may be hints for this program, if there is one. */
  Optional<Path> hints();

  /**
   * The tensors that no network took, in groups and in words: {@code "686 tensors of model_ema"}.
   * Whether a tensor is needed shows when the networks are built, so ask after that.
   */
  List<String> ignored();

  /** The files that hold the weights, each once: text encoder, UNet, VAE. */
  default List<Path> files() {
    return Stream.of(textEncoder(), unet(), vae())
        .map(CheckpointPart::files)
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  @Override
  void close();
}
