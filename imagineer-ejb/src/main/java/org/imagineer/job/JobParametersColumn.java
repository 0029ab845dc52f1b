package org.imagineer.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.io.UncheckedIOException;

/** Keeps {@link JobParameters} as JSON text. Reads what later versions write, too. */
@Converter
public class JobParametersColumn implements AttributeConverter<JobParameters, String> {

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  @Override
  public String convertToDatabaseColumn(JobParameters parameters) {
    try {
      return parameters == null ? null : JSON.writeValueAsString(parameters);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public JobParameters convertToEntityAttribute(String json) {
    try {
      return json == null ? null : JSON.readValue(json, JobParameters.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
