package org.imagineer.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells whether a request comes from a program or a person on this very machine. */
final class LocalCall {

  /** A page on another name that resolves here (DNS rebinding) keeps that name in Host. */
  private static final Pattern LOCAL_HOST =
      Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

  private static final Set<String> PROXY_HEADERS =
      Set.of("forwarded", "via", "x-real-ip", "true-client-ip");

  private LocalCall() {}

  /** Whether the connection is loopback's, for a local name, and nobody passed the request on. */
  static boolean is(HttpServletRequest request) {
    String host = HostName.of(request);
    return host != null
        && LOCAL_HOST.matcher(host).matches()
        && isLoopback(request.getRemoteAddr())
        && Collections.list(request.getHeaderNames()).stream().noneMatch(LocalCall::isFromProxy);
  }

  private static boolean isFromProxy(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return PROXY_HEADERS.contains(name)
        || name.startsWith("x-forwarded-")
        || name.startsWith("cf-");
  }

  private static boolean isLoopback(String address) {
    try {
      return address != null && InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException notAnAddress) {
      return false;
    }
  }
}
