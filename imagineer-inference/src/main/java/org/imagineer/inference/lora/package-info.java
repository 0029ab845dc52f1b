/**
 * LoRA files of all namings, and their merging into a resident model. May use checkpoints and
 * loaded models.
 */
package org.imagineer.inference.lora;
