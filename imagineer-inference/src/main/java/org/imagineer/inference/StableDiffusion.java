package org.imagineer.inference;

import java.nio.file.Path;
import org.imagineer.inference.savedmodel.ModelPackage;

/**
 * A resident Stable Diffusion 1.x model. One generation at a time; close it from the thread that
 * owns it.
 */
public final class StableDiffusion implements AutoCloseable {

  private final ModelPackage model;

  private StableDiffusion(ModelPackage model) {
    this.model = model;
  }

  /**
   * Loads a model package into memory.
   *
   * @param folder a model package, as SavedModelConverter writes it
   * @throws java.io.UncheckedIOException if the folder is no model package or cannot be read
   */
  public static StableDiffusion open(Path folder) {
    return new StableDiffusion(ModelPackage.read(folder));
  }

  /** What was loaded. */
  public ModelPackage model() {
    return model;
  }

  /**
   * Draws one picture.
   *
   * @throws GenerationCancelledException if the listener asked to stop
   */
  public GeneratedImage generate(GenerationRequest request, GenerationListener listener) {
    throw new IllegalStateException("no network loaded for " + request + listener);
  }

  @Override
  public void close() {}
}
