package org.imagineer.job;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.imagineer.image.ImageLibrary;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.model.LoraCatalog;
import org.imagineer.model.ModelCatalog;
import org.imagineer.settings.GenerationDefaults;
import org.imagineer.settings.Settings;

/** Decides what a request leaves open: from the model's package, else from the settings. */
@Dependent
public class RequestResolver {

  private final RequestRules rules;
  private final ModelCatalog models;
  private final LoraCatalog loras;
  private final ImageLibrary images;
  private final Settings settings;

  @Inject
  public RequestResolver(
      RequestRules rules,
      ModelCatalog models,
      LoraCatalog loras,
      ImageLibrary images,
      Settings settings) {
    this.rules = rules;
    this.models = models;
    this.loras = loras;
    this.images = images;
    this.settings = settings;
  }

  /**
   * @throws InvalidRequestException if a value is not allowed
   * @throws org.imagineer.model.ModelUnavailableException if the request names no model and the
   *     default one cannot be used
   */
  public JobParameters resolve(JobRequest request) {
    Map<String, String> violations = rules.violations(request, id -> images.find(id).isPresent());
    if (!violations.isEmpty()) {
      throw new InvalidRequestException(violations);
    }
    String model = request.model() == null ? models.usableDefault() : request.model();
    GenerationDefaults defaults = models.defaultsFor(model);
    return JobParametersBuilder.builder()
        .negativePrompt(given(request.negativePrompt(), defaults.negativePrompt()))
        .seed(given(request.seed(), randomSeed()))
        .steps(given(request.steps(), defaults.steps()))
        .guidanceScale(given(request.guidanceScale(), defaults.guidanceScale()))
        .width(given(request.width(), defaults.width()))
        .height(given(request.height(), defaults.height()))
        .scheduler(given(request.scheduler(), defaults.scheduler()))
        .model(model)
        .numImages(given(request.numImages(), 1))
        .clipSkip(given(request.clipSkip(), 1))
        .isPublic(given(request.isPublic(), settings.development()))
        .output(request.output())
        .loras(chosen(request.loras()))
        .initImageId(request.initImageId())
        .maskImageId(request.maskImageId())
        .strength(
            request.initImageId() == null
                ? null
                : given(request.strength(), RequestRules.USUAL_STRENGTH))
        .guidanceStart(request.guidanceStart())
        .guidanceEnd(request.guidanceEnd())
        .deepCacheInterval(request.deepCacheInterval())
        .tokenMerging(request.tokenMerging())
        .allowBatching(request.allowBatching())
        .build();
  }

  private List<JobLora> chosen(List<LoraChoice> choices) {
    return choices.stream().map(choice -> chosen(choice)).toList();
  }

  /** It may have gone since the rules were asked. */
  private JobLora chosen(LoraChoice choice) {
    try {
      return choice.among(loras);
    } catch (IllegalArgumentException gone) {
      throw new InvalidRequestException(Map.of(choice.field(), gone.getMessage()));
    }
  }

  private static long randomSeed() {
    return ThreadLocalRandom.current().nextLong(GenerationRequest.MAX_SEED + 1);
  }

  static <T> T given(T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
