package org.imagineer.database;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Keeps every {@link Instant} as a timestamp in UTC, to the microsecond, whatever the time zone of
 * the server: without it the JDBC driver would write local time.
 */
@Converter(autoApply = true)
public class UtcTime implements AttributeConverter<Instant, LocalDateTime> {

  /** A point in time as the tables hold it; for parameters of native queries. */
  public static LocalDateTime of(Instant instant) {
    return LocalDateTime.ofInstant(instant.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
  }

  @Override
  public LocalDateTime convertToDatabaseColumn(Instant instant) {
    return instant == null ? null : of(instant);
  }

  @Override
  public Instant convertToEntityAttribute(LocalDateTime time) {
    return time == null ? null : time.toInstant(ZoneOffset.UTC);
  }
}
