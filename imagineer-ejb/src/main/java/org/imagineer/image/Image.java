package org.imagineer.image;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.imagineer.inference.GenerationRequest;

/** A finished picture: what drew it, and where its file lies. The file is there before the row. */
@Entity
@Table(name = "images")
public class Image {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "images")
  @SequenceGenerator(name = "images", sequenceName = "images_id_seq", allocationSize = 1)
  private Long id;

  private String filename;

  @Column(name = "storage_name")
  private String storageName;

  @Column(name = "file_path")
  private String filePath;

  @Column(name = "thumbnail_path")
  private String thumbnailPath;

  private String sha256;

  @Column(name = "size_bytes")
  private long sizeBytes;

  @Column(name = "mime_type")
  private String mimeType;

  private String prompt;

  @Column(name = "negative_prompt")
  private String negativePrompt;

  private Long seed;
  private Integer steps;

  @Column(name = "guidance_scale")
  private Double guidanceScale;

  private int width;
  private int height;
  private String scheduler;
  private String model;

  @Column(name = "lora_config")
  private String loraConfig;

  @Column(name = "job_id")
  private Long jobId;

  @Column(name = "image_index")
  private Integer imageIndex;

  @Column(name = "is_nsfw")
  private boolean nsfw;

  @Column(name = "is_public")
  private boolean visibleToAll;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "updated_at")
  private Instant updatedAt;

  /** For JPA. */
  protected Image() {}

  /**
   * A picture that a job has drawn.
   *
   * @param file where it lies
   * @param request what drew it
   * @param loraConfig JSON text of the LoRAs that took part; null if none did
   * @param index which of the job's pictures it is, from 0
   */
  public Image(
      StoredFile file,
      GenerationRequest request,
      String model,
      String loraConfig,
      long jobId,
      int index,
      boolean visibleToAll,
      Instant now) {
    this.filename = file.filename();
    this.storageName = file.storageName();
    this.filePath = file.path();
    this.thumbnailPath = file.thumbnailPath();
    this.sha256 = file.sha256();
    this.sizeBytes = file.sizeBytes();
    this.mimeType = file.mimeType();
    this.prompt = request.prompt();
    this.negativePrompt = request.negativePrompt();
    this.seed = request.seed();
    this.steps = request.steps();
    this.guidanceScale = request.guidanceScale();
    this.width = request.width();
    this.height = request.height();
    this.scheduler = request.scheduler().id();
    this.model = model;
    this.loraConfig = loraConfig;
    this.jobId = jobId;
    this.imageIndex = index;
    this.visibleToAll = visibleToAll;
    this.createdAt = now;
    this.updatedAt = now;
  }

  public Long id() {
    return id;
  }

  /** The name to offer for saving; not unique. */
  public String filename() {
    return filename;
  }

  /** The file's own name; unique. */
  public String storageName() {
    return storageName;
  }

  /** The file, relative to the data folder, such as {@code images/2026/11/000007-0-5d3c.png}. */
  public String filePath() {
    return filePath;
  }

  /** The thumbnail, relative to the data folder; made when it is first asked for. */
  public String thumbnailPath() {
    return thumbnailPath;
  }

  /** SHA-256 of the file, in lower-case hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  public long sizeBytes() {
    return sizeBytes;
  }

  public String mimeType() {
    return mimeType;
  }

  public String prompt() {
    return prompt;
  }

  public String negativePrompt() {
    return negativePrompt;
  }

  public Long seed() {
    return seed;
  }

  public Integer steps() {
    return steps;
  }

  public Double guidanceScale() {
    return guidanceScale;
  }

  /** In pixels. */
  public int width() {
    return width;
  }

  /** In pixels. */
  public int height() {
    return height;
  }

  public String scheduler() {
    return scheduler;
  }

  public String model() {
    return model;
  }

  /** JSON text of the LoRAs that took part. */
  public Optional<String> loraConfig() {
    return Optional.ofNullable(loraConfig);
  }

  /** The job that drew it; empty once that is gone. */
  public Optional<Long> jobId() {
    return Optional.ofNullable(jobId);
  }

  /** Which of its job's pictures it is, from 0. */
  public Integer imageIndex() {
    return imageIndex;
  }

  public boolean isNsfw() {
    return nsfw;
  }

  /** Whether everybody may see it. */
  public boolean isPublic() {
    return visibleToAll;
  }

  public Instant createdAt() {
    return createdAt;
  }

  public Instant updatedAt() {
    return updatedAt;
  }
}
