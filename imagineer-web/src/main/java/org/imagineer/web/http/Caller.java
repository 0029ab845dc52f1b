package org.imagineer.web.http;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.imagineer.settings.Settings;

/**
 * Who is asking. In development mode callers on this machine are its administrator, by their mere
 * presence; everybody else is anonymous.
 */
@RequestScoped
public class Caller {

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  @Inject private HttpServletRequest request;
  @Inject private Settings settings;
  @Inject private Origins origins;

  /** Whether the caller may see and do everything. */
  public boolean isAdmin() {
    // A foreign page may show what is public; that a browser runs here gives it no more.
    return isLocal() && !origins.isForeign(request);
  }

  /**
   * Lets only those pass who may make pictures.
   *
   * @throws ApiException 401 for anonymous callers
   */
  public void requireCreator() {
    if (!isAdmin()) {
      throw new ApiException(ErrorCode.UNAUTHENTICATED).with("WWW-Authenticate", "Bearer");
    }
  }

  /**
   * Whether a foreign page tries to change something with the rights of the person at this machine.
   */
  boolean isForgedWrite() {
    return !READING.contains(request.getMethod()) && isLocal() && origins.isForeign(request);
  }

  private boolean isLocal() {
    return settings.development() && LocalCall.is(request);
  }
}
