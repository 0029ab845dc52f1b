package org.imagineer.job;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Locale;

/** Keeps a {@link JobStatus} under the name that clients know too. */
@Converter
public class JobStatusColumn implements AttributeConverter<JobStatus, String> {

  @Override
  public String convertToDatabaseColumn(JobStatus status) {
    return status == null ? null : status.id();
  }

  @Override
  public JobStatus convertToEntityAttribute(String id) {
    return id == null ? null : JobStatus.valueOf(id.toUpperCase(Locale.ROOT));
  }
}
