package org.imagineer.web.http;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** Reads ISO-8601 dates and times of queries; without an offset they are UTC. */
public final class Moments {

  private Moments() {}

  /**
   * The moment, or the first one of the day.
   *
   * @throws IllegalArgumentException if it is neither a date nor a time
   */
  public static Instant start(String text) {
    return isDate(text) ? day(text).atStartOfDay().toInstant(ZoneOffset.UTC) : moment(text);
  }

  /**
   * The moment, or the last one of the day, to the microsecond that databases keep.
   *
   * @throws IllegalArgumentException if it is neither a date nor a time
   */
  public static Instant end(String text) {
    return isDate(text)
        ? start(text).plus(1, ChronoUnit.DAYS).minus(1, ChronoUnit.MICROS)
        : moment(text);
  }

  private static boolean isDate(String text) {
    return text.length() == 10;
  }

  private static LocalDate day(String text) {
    try {
      return inRange(LocalDate.parse(text));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Instant moment(String text) {
    // A plus that was not escaped arrives as a space.
    String time = text.replace(' ', '+');
    try {
      boolean zoned = time.matches(".*T.*([Zz]|[+-]\\d{2}(:?\\d{2})?)");
      LocalDateTime utc =
          zoned
              ? OffsetDateTime.parse(time).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()
              : LocalDateTime.parse(time);
      inRange(utc.toLocalDate());
      return utc.toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Databases know fewer years than Java. */
  private static LocalDate inRange(LocalDate day) {
    if (day.getYear() < 1 || day.getYear() > 9999) {
      throw new IllegalArgumentException("year " + day.getYear());
    }
    return day;
  }
}
