package org.imagineer.inference.savedmodel;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A converted model on disk: {@code model.json} and the SavedModels beside it.
 *
 * @param folder where it lies; its last name is the model's name
 * @param description what model.json says
 */
public record ModelPackage(Path folder, Description description) {

  /** The file that makes a folder a model package. */
  public static final String FILE = "model.json";

  /** What model.json holds besides the parts that only the loader reads. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Description(Recommended recommended) {

    public Description {
      recommended = recommended == null ? Recommended.NOTHING : recommended;
    }
  }

  /**
   * Settings that suit this model, where its package says so; null means no opinion.
   *
   * @param width in pixels
   * @param height in pixels
   * @param scheduler a {@link org.imagineer.inference.schedule.SchedulerKind#id}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Recommended(
      @JsonProperty Integer width,
      @JsonProperty Integer height,
      @JsonProperty Integer steps,
      @JsonProperty Double guidanceScale,
      @JsonProperty String scheduler,
      @JsonProperty String negativePrompt) {

    public static final Recommended NOTHING = new Recommended(null, null, null, null, null, null);
  }

  /** Whether the folder holds a complete package (model.json is written last). */
  public static boolean isAt(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE));
  }

  /**
   * @throws UncheckedIOException if there is no readable model.json in the folder
   */
  public static ModelPackage read(Path folder) {
    try {
      return new ModelPackage(
          folder, new ObjectMapper().readValue(folder.resolve(FILE).toFile(), Description.class));
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " is not a model package: " + e.getMessage(), e);
    }
  }

  /** The model's name: its folder's. */
  public String name() {
    return folder.getFileName().toString();
  }
}
