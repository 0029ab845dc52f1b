package org.imagineer.web.http;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import java.util.regex.Pattern;

/** The name by which a request is found again in answers and logs. */
public final class TraceId {

  /** The header that carries it in both directions. */
  public static final String HEADER = "X-Trace-Id";

  private static final String ATTRIBUTE = TraceId.class.getName();
  private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private TraceId() {}

  /**
   * The id of this request: the client's if it is well-formed, else a new one, the same for each
   * call.
   */
  public static String of(ServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof String known) {
      return known;
    }
    String sent = request instanceof HttpServletRequest http ? http.getHeader(HEADER) : null;
    String id =
        sent != null && ACCEPTED.matcher(sent).matches() ? sent : UUID.randomUUID().toString();
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }
}
