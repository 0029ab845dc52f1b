package org.imagineer.web.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The same resources as {@link ApiApplication}, under a path that names the contract's version. */
@ApplicationPath("/api/v1")
public class ApiV1Application extends Application {}
