package org.imagineer.job;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.model.ModelCatalog;
import org.imagineer.settings.GenerationDefaults;
import org.imagineer.settings.Settings;

/** Decides what a request leaves open: from the model's package, else from the settings. */
@Dependent
public class RequestResolver {

  private final ModelCatalog models;
  private final Settings settings;

  @Inject
  public RequestResolver(ModelCatalog models, Settings settings) {
    this.models = models;
    this.settings = settings;
  }

  /**
   * @throws InvalidRequestException if a value is not allowed
   * @throws org.imagineer.model.ModelUnavailableException if the request names no model and the
   *     default one cannot be used
   */
  public JobParameters resolve(JobRequest request) {
    Map<String, String> violations = RequestRules.violations(request, models.names());
    if (!violations.isEmpty()) {
      throw new InvalidRequestException(violations);
    }
    String model = request.model() == null ? models.usableDefault() : request.model();
    GenerationDefaults defaults = models.defaultsFor(model);
    return new JobParameters(
        given(request.negativePrompt(), defaults.negativePrompt()),
        given(request.seed(), ThreadLocalRandom.current().nextLong(GenerationRequest.MAX_SEED + 1)),
        given(request.steps(), defaults.steps()),
        given(request.guidanceScale(), defaults.guidanceScale()),
        given(request.width(), defaults.width()),
        given(request.height(), defaults.height()),
        given(request.scheduler(), defaults.scheduler()),
        model,
        given(request.numImages(), 1),
        given(request.clipSkip(), 1),
        given(request.isPublic(), settings.development()),
        request.output());
  }

  private static <T> T given(T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
