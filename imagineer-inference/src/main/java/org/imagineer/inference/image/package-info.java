/**
 * Pictures as files and previews: PNG with its parameters inside, the parameters' text, rough
 * pictures of latents. Knows latents and nothing else of the engine.
 */
package org.imagineer.inference.image;
