package org.imagineer.web.http;

import jakarta.servlet.http.HttpServletRequest;

/** The name and port by which the client means to reach this server. */
final class HostName {

  private HostName() {}

  /** As in the Host header, such as {@code localhost:10050}; null if the client named none. */
  static String of(HttpServletRequest request) {
    String host = request.getHeader("Host");
    if (host != null || !request.getProtocol().startsWith("HTTP/2")) {
      return host;
    }
    // HTTP/2 has :authority instead, which the server shows only as the request's own name.
    String name = request.getServerName();
    String bracketed = name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name;
    return bracketed + ":" + request.getServerPort();
  }
}
