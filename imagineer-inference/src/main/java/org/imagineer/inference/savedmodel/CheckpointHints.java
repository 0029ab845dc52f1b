package org.imagineer.inference.savedmodel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.imagineer.inference.checkpoint.CheckpointException;
import org.imagineer.inference.checkpoint.ModelConfig;

/**
 * What a checkpoint says to this program alone, in a file beside model_index.json: {@code
 * {"recommended": {...}, "preview_factors": [...]}}. The file and either part may be missing.
 *
 * @param recommended settings that suit the model
 * @param previewFactors as in {@link ModelDescription}
 */
record CheckpointHints(ModelDescription.Recommended recommended, float[][] previewFactors) {

  static final String FILE = "imagineer.json";

  /**
   * @param folder where the file may lie, if anywhere
   * @throws CheckpointException if the file is there, but not as it should be
   */
  static CheckpointHints read(Optional<Path> folder, int latentChannels) {
    return folder
        .map(each -> each.resolve(FILE))
        .filter(Files::isRegularFile)
        .map(file -> read(file, latentChannels))
        .orElseGet(() -> new CheckpointHints(ModelDescription.Recommended.NOTHING, null));
  }

  private static CheckpointHints read(Path file, int latentChannels) {
    JsonNode hints = ModelConfig.read(file).options();
    ObjectMapper json = new ObjectMapper();
    try {
      float[][] factors = json.treeToValue(hints.path("preview_factors"), float[][].class);
      if (!ModelDescription.isSound(factors, latentChannels)) {
        throw new CheckpointException(
            file, "'preview_factors' are no %d lists of 3 numbers".formatted(latentChannels));
      }
      return new CheckpointHints(
          json.treeToValue(hints.path("recommended"), ModelDescription.Recommended.class), factors);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(file, "is not understood: " + e.getOriginalMessage(), e);
    }
  }
}
