package org.imagineer.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.imagineer.inference.text.LoraTags;
import org.imagineer.model.Lora;
import org.imagineer.model.LoraCatalog;

/** The LoRAs of a picture as its row keeps them, whether the request or its prompt named them. */
final class LoraConfig {

  private static final ObjectMapper JSON = new ObjectMapper();

  private LoraConfig() {}

  /**
   * JSON text, a list of {@link JobLora}; null if there are none.
   *
   * @param asked what the request named
   * @param prompt as it was drawn, with its tags, of which the UNet's weight is kept
   */
  static String of(List<JobLora> asked, String prompt, LoraCatalog loras) {
    Stream<JobLora> named =
        LoraTags.of(prompt).uses().stream().map(use -> used(loras.named(use.name()), use));
    List<JobLora> all = Stream.concat(asked.stream(), named).toList();
    try {
      return all.isEmpty() ? null : JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JobLora used(Lora lora, LoraTags.Use use) {
    return new JobLora(lora.name(), lora.path(), use.unetWeight());
  }
}
