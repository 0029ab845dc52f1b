package org.imagineer.job;

/**
 * A LoRA that takes part in a job's pictures.
 *
 * @param name by which it is known
 * @param path of its file, relative to the LoRA folder
 * @param weight how strongly it changes the model
 */
public record JobLora(String name, String path, double weight) {}
