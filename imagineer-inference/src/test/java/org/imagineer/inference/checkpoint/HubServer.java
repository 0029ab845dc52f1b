package org.imagineer.inference.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A small Hub on this machine, with the bad habits that servers and networks have. */
public final class HubServer implements AutoCloseable {

  public static final String ID = "someone/tiny";
  public static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  /** What was asked for. */
  record Request(String path, Optional<String> range, Optional<String> authorization) {}

  /** Files by their paths in the repository; what is listed but not here is null. */
  final Map<String, byte[]> files = new TreeMap<>();

  final List<Request> requests = new CopyOnWriteArrayList<>();

  /** How many answers to come are cut off in their middle. */
  final AtomicInteger cuts = new AtomicInteger();

  /** How many answers to come are errors that pass. */
  final AtomicInteger outages = new AtomicInteger();

  /** Whether parts of files are given. */
  volatile boolean ranges = true;

  /** Whether parts are given of whatever version is here now. */
  volatile boolean heedless;

  /** What the listing says of every file's SHA-256, if not the truth. */
  volatile String listedSha256;

  /** By how many bytes the listing is wrong about weights. */
  volatile long listedExcess;

  /** What every answer is instead, if not 0. */
  volatile int status;

  /** Where files are redirected to. */
  volatile String store;

  private final HttpServer server;

  private HubServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  static HubServer empty() {
    return new HubServer();
  }

  /** A Hub with the tiny checkpoint. */
  public static HubServer ofTiny() {
    HubServer server = new HubServer();
    Path tiny = TinyCheckpoint.original();
    try (Stream<Path> all = Files.walk(tiny)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        server.files.put(tiny.relativize(file).toString(), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return server;
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What was asked for of one file. */
  List<Request> requestsOf(String path) {
    return requests.stream().filter(request -> request.path().endsWith("/" + path)).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Headers headers = exchange.getRequestHeaders();
      requests.add(
          new Request(
              path,
              Optional.ofNullable(headers.getFirst("Range")),
              Optional.ofNullable(headers.getFirst("Authorization"))));
      if (status != 0 || outages.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        exchange.sendResponseHeaders(status != 0 ? status : 503, -1);
      } else if (path.equals("/api/models/" + ID + "/revision/main")) {
        byte[] listing = listing();
        exchange.sendResponseHeaders(200, listing.length);
        exchange.getResponseBody().write(listing);
      } else if (store != null) {
        exchange.getResponseHeaders().set("Location", store + path);
        exchange.sendResponseHeaders(302, -1);
      } else {
        give(exchange, path.replaceFirst("^/" + ID + "/resolve/(main|" + COMMIT + ")/", ""));
      }
    }
  }

  private byte[] listing() throws IOException {
    ObjectNode listing = new ObjectMapper().createObjectNode().put("sha", COMMIT);
    ArrayNode siblings = listing.putArray("siblings");
    files.forEach(
        (path, content) -> {
          ObjectNode file = siblings.addObject().put("rfilename", path);
          if (content != null) {
            file.put("size", content.length);
          }
          if (content != null && path.endsWith(".safetensors")) {
            String sha256 = listedSha256 == null ? sha256(content) : listedSha256;
            file.put("size", content.length + listedExcess);
            file.putObject("lfs").put("sha256", sha256);
          }
        });
    return new ObjectMapper().writeValueAsBytes(listing);
  }

  private void give(HttpExchange exchange, String path) throws IOException {
    byte[] content = files.get(path);
    if (content == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    String tag = "\"" + sha256(content).substring(0, 16) + "\"";
    exchange.getResponseHeaders().set("ETag", tag);
    exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + sha256(content) + "\"");
    String range = exchange.getRequestHeaders().getFirst("Range");
    boolean same = heedless || tag.equals(exchange.getRequestHeaders().getFirst("If-Range"));
    int from = 0;
    if (ranges && range != null && same) {
      from = Integer.parseInt(range.replaceAll("\\D", ""));
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
    }
    byte[] rest = Arrays.copyOfRange(content, from, content.length);
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, rest.length);
    boolean cut = rest.length > 100_000 && cuts.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    exchange.getResponseBody().write(rest, 0, cut ? rest.length / 2 : rest.length);
    exchange.getResponseBody().flush();
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
