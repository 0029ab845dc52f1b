package org.imagineer.inference.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Asks web servers for files. Only https is spoken, or http with this machine itself. Redirects are
 * followed; the access token goes to the Hub alone, never to where it redirects.
 */
final class HttpSource {

  private static final int MOST_REDIRECTS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern THIS_MACHINE =
      Pattern.compile("(?i)localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1\\]");
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,1000}");
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> TRANSIENT = Set.of(408, 425, 429, 500, 502, 503, 504);

  /**
   * What a server sends.
   *
   * @param status 200, 206 or 416
   * @param sha256 of the whole file, if one of the servers on the way tells it
   */
  record Answer(int status, HttpResponse<InputStream> response, Optional<String> sha256) {

    InputStream body() {
      return response.body();
    }

    Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }

    /** Bytes of the body, or {@link RemoteFile#UNKNOWN}. */
    long length() {
      return response.headers().firstValueAsLong("Content-Length").orElse(RemoteFile.UNKNOWN);
    }
  }

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(PATIENCE)
          .build();
  private final URI hub;
  private final Optional<String> token;

  /**
   * @param hub the server that knows the token
   */
  HttpSource(URI hub, Optional<String> token) {
    if (token.isPresent() && !TOKEN.matcher(token.get()).matches()) {
      throw new IllegalArgumentException(
          "the access token is none: it holds spaces or is too long");
    }
    this.hub = hub;
    this.token = token;
  }

  /**
   * Gets a file or a part of it; the caller closes the body.
   *
   * @throws DownloadException if the server refuses, or leads to where this must not go
   * @throws IOException if the connection fails or the server asks to try again
   */
  Answer get(URI from, Map<String, String> headers) throws IOException {
    URI at = from;
    Optional<String> sha256 = Optional.empty();
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      requireSafe(from, at);
      HttpResponse<InputStream> response = send(at, headers);
      sha256 = sha256.or(() -> checksum(response));
      int status = response.statusCode();
      if (!REDIRECTS.contains(status)) {
        return accepted(at, new Answer(status, response, sha256));
      }
      response.body().close();
      at = target(at, response);
    }
    throw new DownloadException(shown(from) + " redirects without end");
  }

  /** The Hub tells a stored file's SHA-256 before it redirects to the store. */
  private static Optional<String> checksum(HttpResponse<InputStream> response) {
    return response
        .headers()
        .firstValue("X-Linked-Etag")
        .or(() -> response.headers().firstValue("ETag"))
        .flatMap(RemoteFile::asSha256);
  }

  private HttpResponse<InputStream> send(URI at, Map<String, String> headers) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at).timeout(PATIENCE).header("User-Agent", "imagineer");
    headers.forEach(request::header);
    if (token.isPresent() && sameServer(at, hub)) {
      request.header("Authorization", "Bearer " + token.get());
    }
    try {
      return client.send(
          request.build(),
          head ->
              HttpResponse.BodySubscribers.mapping(
                  HttpResponse.BodySubscribers.ofInputStream(),
                  body -> new ImpatientInput(body, PATIENCE)));
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IOException(at.getHost() + " cannot be reached: " + reason, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DownloadException("interrupted", e);
    }
  }

  private static boolean sameServer(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && one.getPort() == other.getPort();
  }

  private static void requireSafe(URI from, URI at) throws DownloadException {
    boolean here = isThisMachine(at);
    if (!"https".equalsIgnoreCase(at.getScheme())
        && !("http".equalsIgnoreCase(at.getScheme()) && here)) {
      throw new DownloadException(
          shown(at) + " is not fetched: only https is safe (http is for this machine alone)");
    }
    if (here && !isThisMachine(from)) {
      throw new DownloadException(
          shown(from) + " redirects to this machine, which is not followed");
    }
  }

  /** By its name alone: what a name server says may change. */
  private static boolean isThisMachine(URI uri) {
    return THIS_MACHINE.matcher(uri.getHost()).matches();
  }

  private static URI target(URI at, HttpResponse<InputStream> response) throws DownloadException {
    try {
      URI target = at.resolve(response.headers().firstValue("Location").orElseThrow());
      if (target.getHost() != null) {
        return target;
      }
    } catch (RuntimeException malformed) {
      // Told below like one that is missing.
    }
    throw new DownloadException(shown(at) + " redirects to no address");
  }

  private Answer accepted(URI at, Answer answer) throws IOException {
    int status = answer.status();
    if (Set.of(200, 206, 416).contains(status)) {
      return answer;
    }
    answer.body().close();
    if (TRANSIENT.contains(status)) {
      throw new IOException(at.getHost() + " answers " + status);
    }
    throw new DownloadException(refusal(at, status));
  }

  private String refusal(URI at, int status) {
    return switch (status) {
      case 401, 403 ->
          "%s is not given out (%d): it does not exist, or is private, or asks to accept its terms first; accept them on its page and put %s into the environment variable HF_TOKEN"
              .formatted(
                  shown(at), status, token.isPresent() ? "a token that may read it" : "your token");
      case 404, 410 -> "there is no %s (%d)".formatted(shown(at), status);
      default -> "%s cannot be fetched: the server answers %d".formatted(shown(at), status);
    };
  }

  /** Without its query, in which there may be secrets. */
  static String shown(URI uri) {
    return Quoted.line(uri.getScheme() + "://" + uri.getAuthority() + uri.getPath());
  }
}
