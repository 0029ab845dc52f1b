package org.imagineer.web.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** All resources, under the path that clients use. */
@ApplicationPath("/api")
public class ApiApplication extends Application {}
