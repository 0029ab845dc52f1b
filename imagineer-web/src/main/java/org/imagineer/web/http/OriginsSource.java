package org.imagineer.web.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.imagineer.settings.Settings;

/** Reads {@code ALLOWED_ORIGINS} once. */
@ApplicationScoped
public class OriginsSource {

  @Inject private Settings settings;

  @Inject
  @ConfigProperty(name = "ALLOWED_ORIGINS")
  private Optional<String> listed;

  @Produces
  @Singleton
  Origins origins() {
    return Origins.configured(listed.orElse(null), !settings.development());
  }
}
