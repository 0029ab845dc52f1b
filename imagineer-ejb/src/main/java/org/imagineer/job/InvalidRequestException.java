package org.imagineer.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request that breaks the rules; nothing was queued. The message is the first detail's. */
public final class InvalidRequestException extends RuntimeException {

  private final LinkedHashMap<String, String> details;

  /**
   * @param details message by field, in the order of the contract; not empty
   */
  public InvalidRequestException(Map<String, String> details) {
    super(details.values().iterator().next());
    this.details = new LinkedHashMap<>(details);
  }

  /** Message by field, in the order in which they are to be told. */
  public Map<String, String> details() {
    return Collections.unmodifiableMap(details);
  }
}
