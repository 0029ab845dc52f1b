package org.imagineer.model;

import java.nio.file.Path;

/**
 * A LoRA that is there.
 *
 * @param name by which requests and prompts find it
 * @param path of its file, relative to the LoRA folder it lies in, with slashes
 * @param file where it lies on this machine
 */
public record Lora(String name, String path, Path file) {}
