package org.imagineer.web.http;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;

/** JAX-RS takes {@code /jobs/} for {@code /jobs}; the contract does not. */
@Provider
@PreMatching
public class StrictPathFilter implements ContainerRequestFilter {

  @Override
  public void filter(ContainerRequestContext request) {
    if (request.getUriInfo().getRequestUri().getRawPath().endsWith("/")) {
      throw new NotFoundException();
    }
  }
}
