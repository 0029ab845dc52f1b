package org.imagineer.web.http;

/**
 * The error codes of the contract, each with its HTTP status and what it says when nothing better
 * is known.
 */
public enum ErrorCode {
  VALIDATION_ERROR(400, "Invalid request"),
  INVALID_JSON(400, "Invalid request"),
  UNAUTHENTICATED(401, "Authentication required"),
  FORBIDDEN(403, "Forbidden"),
  ORIGIN_NOT_ALLOWED(403, "Origin not allowed"),
  NOT_FOUND(404, "Not found"),
  PAGE_NOT_FOUND(404, "Not found"),
  JOB_NOT_FOUND(404, "Job not found"),
  IMAGE_NOT_FOUND(404, "Image not found"),
  METHOD_NOT_ALLOWED(405, "Method not allowed"),
  CONFLICT(409, "Conflict"),
  JOB_RUNNING(409, "Job is already running"),
  JOB_FINISHED(410, "Job has already finished"),
  PAYLOAD_TOO_LARGE(413, "Request body too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
  RANGE_NOT_SATISFIABLE(416, "Range not satisfiable"),
  INTERNAL_ERROR(500, "Internal server error"),
  QUEUE_FULL(503, "The queue is full"),
  MODEL_UNAVAILABLE(503, "The model is not available");

  private final int status;
  private final String message;

  ErrorCode(int status, String message) {
    this.status = status;
    this.message = message;
  }

  /** The HTTP status that goes with this code. */
  public int status() {
    return status;
  }

  /** One sentence for people. */
  public String message() {
    return message;
  }

  /** The code for an error that only has a status, such as those which the server itself raises. */
  public static ErrorCode ofStatus(int status) {
    return switch (status) {
      case 401 -> UNAUTHENTICATED;
      case 403 -> FORBIDDEN;
      case 404 -> PAGE_NOT_FOUND;
      case 405, 501 -> METHOD_NOT_ALLOWED;
      case 409 -> CONFLICT;
      case 413 -> PAYLOAD_TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 416 -> RANGE_NOT_SATISFIABLE;
      default -> status >= 500 ? INTERNAL_ERROR : VALIDATION_ERROR;
    };
  }
}
