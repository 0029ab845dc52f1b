package org.imagineer.settings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Offers the {@link Settings} of this application for injection. */
@ApplicationScoped
public class SettingsSource {

  @Produces
  @Singleton
  Settings settings() {
    Config config = ConfigProvider.getConfig();
    return Settings.from(name -> config.getOptionalValue(name, String.class));
  }
}
