package org.imagineer.web.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as the contract writes them: ISO-8601, UTC, milliseconds, Z. */
public final class UtcTime {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private UtcTime() {}

  /** {@code 2025-11-03T12:00:00.000Z}, or null for null. */
  public static String text(Instant time) {
    return time == null ? null : FORMAT.format(time);
  }
}
