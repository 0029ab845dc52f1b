package org.imagineer.web.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** Ends a request with an error of the contract. */
public class ApiException extends RuntimeException {

  private final ErrorCode code;
  private final transient Map<String, Object> details;
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  /**
   * @param message what the caller reads in {@code error}
   * @param details strings, numbers and booleans by name; may be empty
   */
  public ApiException(ErrorCode code, String message, Map<String, ?> details) {
    super(message);
    this.code = code;
    this.details = new LinkedHashMap<>(details);
  }

  /** With the code's own message and no details. */
  public ApiException(ErrorCode code) {
    this(code, code.message(), Map.of());
  }

  /** Refuses fields: the first message becomes {@code error}. */
  public static ApiException validation(Map<String, String> messages) {
    return new ApiException(
        ErrorCode.VALIDATION_ERROR, messages.values().iterator().next(), messages);
  }

  /** Refuses one field or query parameter. */
  public static ApiException validation(String field, String message) {
    return validation(Map.of(field, message));
  }

  /** Adds a response header, such as Retry-After. */
  public ApiException with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  public ErrorCode code() {
    return code;
  }

  public Map<String, Object> details() {
    return details;
  }

  public Map<String, String> headers() {
    return headers;
  }
}
