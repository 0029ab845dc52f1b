package org.imagineer.web.image;

import jakarta.json.bind.annotation.JsonbNillable;
import java.util.List;
import org.imagineer.image.Image;
import org.imagineer.web.http.UtcTime;

/**
 * A picture as clients see it.
 *
 * @param downloadUrl relative to the API's base, as is the thumbnail's
 * @param loraConfig JSON text of the LoRAs that took part
 * @param owner the e-mail of whoever had it drawn, for themselves and administrators
 * @param filePath relative to the data folder, for administrators only
 * @param labels left out unless asked for
 */
public record ImageView(
    long id,
    String filename,
    @JsonbNillable String storageName,
    String downloadUrl,
    String thumbnailUrl,
    @JsonbNillable String prompt,
    @JsonbNillable String negativePrompt,
    @JsonbNillable Long seed,
    @JsonbNillable Integer steps,
    @JsonbNillable Double guidanceScale,
    int width,
    int height,
    @JsonbNillable String scheduler,
    @JsonbNillable String model,
    @JsonbNillable String loraConfig,
    @JsonbNillable Long jobId,
    @JsonbNillable String owner,
    boolean isNsfw,
    boolean isPublic,
    String createdAt,
    String updatedAt,
    long sizeBytes,
    String mimeType,
    @JsonbNillable String filePath,
    @JsonbNillable String thumbnailPath,
    List<String> labels) {

  /**
   * The view of one picture.
   *
   * @param paths whether the caller may know where the files lie
   * @param labelled whether the caller wants its labels, of which there are none yet
   */
  public static ImageView of(Image image, boolean paths, boolean labelled) {
    String url = "/images/" + image.id();
    return new ImageView(
        image.id(),
        image.filename(),
        image.storageName(),
        url + "/file",
        url + "/thumbnail",
        image.prompt(),
        image.negativePrompt(),
        image.seed(),
        image.steps(),
        image.guidanceScale(),
        image.width(),
        image.height(),
        image.scheduler(),
        image.model(),
        image.loraConfig().orElse(null),
        image.jobId().orElse(null),
        null,
        image.isNsfw(),
        image.isPublic(),
        UtcTime.text(image.createdAt()),
        UtcTime.text(image.updatedAt()),
        image.sizeBytes(),
        image.mimeType(),
        paths ? image.filePath() : null,
        paths ? image.thumbnailPath() : null,
        labelled ? List.of() : null);
  }
}
