package org.imagineer.job;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import org.imagineer.image.Image;
import org.imagineer.image.ImageLibrary;
import org.imagineer.image.ImageStore;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.InitImage;
import org.imagineer.inference.Inpaint;
import org.imagineer.inference.lora.LoraUse;
import org.imagineer.model.LoraCatalog;

/**
 * What a job is drawn from beside words and numbers; got together once per attempt.
 *
 * @param initImage null to draw from noise alone
 * @param inpaint null to draw all of the init image anew
 */
record Ingredients(List<LoraUse> loras, InitImage initImage, Inpaint inpaint) {

  /** Where they lie. */
  record Pantry(LoraCatalog loras, ImageLibrary library, ImageStore store) {

    /**
     * What a job needs.
     *
     * @throws IllegalArgumentException if something of it is not there any more; the message is for
     *     whoever asked for the job
     */
    Ingredients of(JobParameters wanted) {
      InitImage initial =
          wanted.initImageId() == null
              ? null
              : new InitImage(
                  picture("init image", wanted.initImageId()),
                  wanted.strength(),
                  InitImage.Fit.CROP);
      Inpaint mask =
          wanted.maskImageId() == null
              ? null
              : Inpaint.of(picture("mask image", wanted.maskImageId()));
      return new Ingredients(wanted.loras().stream().map(this::use).toList(), initial, mask);
    }

    private LoraUse use(JobLora lora) {
      try {
        return new LoraUse(loras.at(lora.path()).file(), lora.weight(), lora.weight());
      } catch (IllegalArgumentException gone) {
        throw new IllegalArgumentException(
            "The LoRA '%s' is no longer there".formatted(lora.name()), gone);
      }
    }

    private BufferedImage picture(String what, long id) {
      Image image =
          library
              .find(id)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "The %s %d is no longer there".formatted(what, id)));
      try {
        return store.pixels(image);
      } catch (IOException e) {
        throw new IllegalArgumentException("The %s %d cannot be read".formatted(what, id), e);
      }
    }
  }

  /** The request with all of it. */
  GenerationRequest addedTo(GenerationRequest request) {
    return request.with(draft -> draft.loras(loras).initImage(initImage).inpaint(inpaint));
  }
}
