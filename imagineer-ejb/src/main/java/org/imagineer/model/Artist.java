package org.imagineer.model;

import org.imagineer.inference.GeneratedImage;
import org.imagineer.inference.GenerationListener;
import org.imagineer.inference.GenerationRequest;

/** Draws pictures with named models, on the thread of one lane, one at a time. */
public interface Artist {

  /** Makes ready what can be made ready before the first picture is asked for. */
  void prepare();

  /**
   * @throws ModelUnavailableException if there is no such model or it cannot be loaded
   * @throws org.imagineer.inference.GenerationCancelledException if the listener asked to stop
   * @throws IllegalArgumentException if the model cannot do what is asked for, or the prompt cannot
   *     be understood
   * @throws java.io.UncheckedIOException if the file of a LoRA or an embedding cannot be used
   * @throws org.imagineer.inference.NoPictureException if the model computes no numbers
   * @throws org.imagineer.inference.NotEnoughMemoryException if there is too little for this size
   */
  GeneratedImage draw(String model, GenerationRequest request, GenerationListener listener);

  /** Lets go of all memory; called last, from the thread that draws. */
  void close();
}
