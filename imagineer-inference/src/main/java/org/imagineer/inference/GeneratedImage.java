package org.imagineer.inference;

import java.awt.image.BufferedImage;

/**
 * A finished picture and what drew it.
 *
 * @param pixels 8-bit RGB, the size the request asked for
 * @param request all that decided it
 * @param model name of the model package
 */
public record GeneratedImage(BufferedImage pixels, GenerationRequest request, String model) {}
