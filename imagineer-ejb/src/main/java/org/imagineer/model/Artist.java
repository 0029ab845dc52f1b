package org.imagineer.model;

import java.util.List;
import org.imagineer.inference.GenerationListener;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.Outcome;

/** Draws pictures with named models, on the thread of one lane. */
public interface Artist {

  /** Makes ready what can be made ready before the first picture is asked for. */
  void prepare();

  /**
   * Draws pictures, together where there are several that can be.
   *
   * @param listeners one for each request
   * @return what came of each request, in their order: a picture, or a failure as of {@link
   *     org.imagineer.inference.StableDiffusion#generate}
   * @throws ModelUnavailableException if there is no such model or it cannot be loaded
   */
  List<Outcome> draw(
      String model, List<GenerationRequest> requests, List<GenerationListener> listeners);

  /** Lets go of all memory; called last, from the thread that draws. */
  void close();
}
