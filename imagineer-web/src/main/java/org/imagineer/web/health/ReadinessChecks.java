package org.imagineer.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;
import org.imagineer.health.Condition;
import org.imagineer.health.ServerHealth;

/** The conditions of the server, as MicroProfile Health asks for them. */
@ApplicationScoped
public class ReadinessChecks {

  @Inject private ServerHealth health;

  /** The process answers; it has nothing that only a restart could mend. */
  @Produces
  @Liveness
  HealthCheck process() {
    return () -> HealthCheckResponse.up("process");
  }

  /** Started once its tables are there; the model may still be loading. */
  @Produces
  @Startup
  HealthCheck started() {
    return check("startup", health::database);
  }

  @Produces
  @Readiness
  HealthCheck database() {
    return check("database", health::database);
  }

  @Produces
  @Readiness
  HealthCheck model() {
    return check("model", health::model);
  }

  @Produces
  @Readiness
  HealthCheck diskSpace() {
    return check("disk-space", health::diskSpace);
  }

  @Produces
  @Readiness
  HealthCheck worker() {
    return check("worker", health::worker);
  }

  private static HealthCheck check(String name, Supplier<Condition> found) {
    return () -> {
      Condition condition = found.get();
      return HealthCheckResponse.named(name)
          .status(condition.good())
          .withData("detail", condition.detail())
          .build();
    };
  }
}
