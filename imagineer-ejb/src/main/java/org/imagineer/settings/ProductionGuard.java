package org.imagineer.settings;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Keeps a production server from starting with what only suits development. */
@Dependent
public class ProductionGuard {

  private static final int SHORTEST_KEY = 32;

  /** Keys that examples and tutorials use, in lower case; length alone would let some through. */
  private static final Set<String> KNOWN_PARTS =
      Set.of("change-me", "changeme", "change_me", "your-secret", "your_secret", "dev-secret");

  private final Settings settings;

  @Inject
  public ProductionGuard(Settings settings) {
    this.settings = settings;
  }

  /**
   * @throws IllegalStateException in production mode, naming all that is missing
   */
  public void check() {
    List<String> missing = missing();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "production mode is not possible: " + String.join("; ", missing));
    }
  }

  private List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (!settings.development()) {
      if (settings.secretKey().filter(ProductionGuard::strong).isEmpty()) {
        missing.add(
            "SECRET_KEY must be a random text of at least %d characters".formatted(SHORTEST_KEY));
      }
      missing.add(
          "there are no accounts yet, so everybody could generate: run it with"
              + " IMAGINEER_MODE=development on a loopback address");
    }
    return missing;
  }

  private static boolean strong(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return key.length() >= SHORTEST_KEY
        && key.chars().distinct().count() >= 10
        && KNOWN_PARTS.stream().noneMatch(lower::contains);
  }
}
