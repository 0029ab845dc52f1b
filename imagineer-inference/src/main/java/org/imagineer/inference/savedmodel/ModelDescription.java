package org.imagineer.inference.savedmodel;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What model.json says of a package.
 *
 * @param format version of this description, {@link #FORMAT}
 * @param precision of the weights: the most precise that any network has
 * @param source what was converted
 * @param sizes what a caller must know of the networks
 * @param configs the networks' configurations: {@code text_encoder}, {@code unet}, {@code vae}
 * @param weightTypes what the weights of each network are stored as, by its folder
 * @param parameters number of weights of each network, by its folder
 * @param files of the SavedModels, so that one cut short is found before it is loaded
 * @param scheduler the checkpoint's scheduler_config.json, as it is
 * @param recommended settings that suit the model
 * @param previewFactors colours of the latents' channels, [channel][red, green, blue]; null for
 *     those of Stable Diffusion 1.x
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ModelDescription(
    int format,
    WeightType precision,
    Source source,
    Sizes sizes,
    Map<String, JsonNode> configs,
    Map<String, WeightType> weightTypes,
    Map<String, Long> parameters,
    List<PackageFile> files,
    JsonNode scheduler,
    Recommended recommended,
    float[][] previewFactors) {

  /** The version that this program writes and reads. */
  public static final int FORMAT = 3;

  public ModelDescription {
    recommended = recommended == null ? Recommended.NOTHING : recommended;
    files = files == null ? List.of() : List.copyOf(files);
    configs = configs == null ? Map.of() : Map.copyOf(configs);
    weightTypes = weightTypes == null ? Map.of() : Map.copyOf(weightTypes);
    parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
  }

  /** Whether everything is there that running the model takes, and makes sense. */
  boolean isComplete() {
    List<String> paths = files.stream().map(PackageFile::path).toList();
    return precision != null
        && source != null
        && sizes != null
        && sizes.areSound()
        && scheduler != null
        && scheduler.isObject()
        && !paths.contains(null)
        && Arrays.stream(NetworkName.values()).allMatch(network -> knows(network, paths))
        && isSound(previewFactors, sizes.latentChannels());
  }

  private boolean knows(NetworkName network, List<String> paths) {
    JsonNode config = configs.get(network.config());
    return config != null
        && config.isObject()
        && weightTypes.get(network.folder()) != null
        && paths.contains(network.folder() + "/saved_model.pb");
  }

  /** Whether these are preview factors for so many channels; null is. */
  static boolean isSound(float[][] factors, int latentChannels) {
    return factors == null
        || factors.length == latentChannels
            && Arrays.stream(factors).allMatch(colour -> colour != null && colour.length == 3);
  }

  /**
   * What a package was made of.
   *
   * @param name of the checkpoint's folder or file
   * @param sha256 of all files of weights, one after the other, in hexadecimal
   */
  public record Source(String name, String sha256) {}

  /**
   * Sizes of a model's data.
   *
   * @param latentChannels 4 in Stable Diffusion 1.x
   * @param latentScale pixels per latent, each way: 8 in Stable Diffusion 1.x
   * @param scalingFactor what the VAE's latents are multiplied with for the UNet
   * @param contextLength tokens of a prompt with its two special ones, 77
   * @param contextWidth channels of a token's embedding, 768 in Stable Diffusion 1.x
   * @param textLayers of the text encoder, 12 in Stable Diffusion 1.x
   * @param vocabulary tokens that the text encoder knows, 49408 in Stable Diffusion 1.x
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Sizes(
      int latentChannels,
      int latentScale,
      double scalingFactor,
      int contextLength,
      int contextWidth,
      int textLayers,
      int vocabulary) {

    private boolean areSound() {
      return latentChannels > 0
          && latentScale > 0
          && scalingFactor > 0
          && contextLength > 0
          && contextWidth > 0
          && textLayers > 0
          && vocabulary > 0;
    }
  }

  /**
   * A file of the package.
   *
   * @param path below the package's folder, with slashes
   * @param bytes its length
   */
  public record PackageFile(String path, long bytes) {}

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
      Integer width,
      Integer height,
      Integer steps,
      Double guidanceScale,
      String scheduler,
      String negativePrompt) {

    public static final Recommended NOTHING = new Recommended(null, null, null, null, null, null);
  }
}
