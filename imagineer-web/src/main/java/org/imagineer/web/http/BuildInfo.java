package org.imagineer.web.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Which program this is and since when it runs. The commit is known where whoever built it said so.
 */
@ApplicationScoped
public class BuildInfo {

  @Inject
  @ConfigProperty(name = "imagineer.version")
  private String version;

  @Inject
  @ConfigProperty(name = "imagineer.git.commit")
  private Optional<String> commit;

  @Inject
  @ConfigProperty(name = "imagineer.git.branch", defaultValue = "unknown")
  private String branch;

  public String version() {
    return version;
  }

  /** The commit it was built from. */
  public Optional<String> commit() {
    return commit;
  }

  public String branch() {
    return branch;
  }

  /** When this process began. */
  public Instant startedAt() {
    return Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
  }
}
