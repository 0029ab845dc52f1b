package org.imagineer.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A request of which only what our code asks for exists: method, address, headers, attributes. */
final class FakeRequest {

  private final String method;
  private final String address;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private String authority;
  private final Map<String, Object> attributes = new HashMap<>();

  private FakeRequest(String method, String address) {
    this.method = method;
    this.address = address;
  }

  /** A GET from this machine to this machine. */
  static FakeRequest local() {
    return from("127.0.0.1").header("Host", "localhost:10050");
  }

  static FakeRequest from(String address) {
    return new FakeRequest("GET", address);
  }

  FakeRequest header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Makes it a request of HTTP/2, which has no Host. */
  FakeRequest authority(String name) {
    authority = name;
    headers.remove("Host");
    return this;
  }

  HttpServletRequest build() {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            FakeRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "getMethod" -> method;
                  case "getRemoteAddr" -> address;
                  case "getProtocol" -> authority == null ? "HTTP/1.1" : "HTTP/2";
                  case "getServerName" -> authority;
                  case "getServerPort" -> 10050;
                  case "getHeader" -> headers.get((String) arguments[0]);
                  case "getHeaderNames" -> Collections.enumeration(headers.keySet());
                  case "getAttribute" -> attributes.get((String) arguments[0]);
                  case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                  default -> throw new UnsupportedOperationException(called.getName());
                });
  }
}
