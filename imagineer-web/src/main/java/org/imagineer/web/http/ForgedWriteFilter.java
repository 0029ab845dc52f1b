package org.imagineer.web.http;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** Refuses what foreign pages ask the browser to change on its owner's behalf. */
@Provider
public class ForgedWriteFilter implements ContainerRequestFilter {

  @Inject private Caller caller;

  @Override
  public void filter(ContainerRequestContext request) {
    if (caller.isForgedWrite()) {
      throw new ApiException(ErrorCode.ORIGIN_NOT_ALLOWED);
    }
  }
}
