package org.imagineer.system;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The packaged server as a process of its own, started by the launcher as a user starts it, with
 * its own home and port.
 */
final class ImagineerServer implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(4);

  private final Path home;
  private final int port;
  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();

  private ImagineerServer(Path home, int port, Process process) {
    this.home = home;
    this.port = port;
    this.process = process;
  }

  private static final class Shared {
    static final ImagineerServer SERVER = start(Launcher.freshFolder("shared"), Map.of());

    static {
      SERVER.awaitReady();
      Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
    }
  }

  /** One server with the demo model for all tests that can share it; ready to draw. */
  static ImagineerServer shared() {
    return Shared.SERVER;
  }

  /** Starts a server on a free port without waiting for it. */
  static ImagineerServer start(Path home, Map<String, String> environment) {
    int port = freePort();
    Process process =
        Launcher.start(
            home.resolveSibling(home.getFileName() + ".log"),
            environment,
            "serve",
            "--home",
            home.toString(),
            "--port",
            Integer.toString(port));
    return new ImagineerServer(home, port, process);
  }

  /** Waits until the server says that it is ready to draw. */
  ImagineerServer awaitReady() {
    await("readiness", START, this::ready);
    return this;
  }

  private boolean ready() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "the server ended with " + process.exitValue() + ":\n" + Launcher.tail(log()));
    }
    try {
      return send(HttpRequest.newBuilder(uri("/health/ready")).build()).statusCode() == 200;
    } catch (UncheckedIOException notListeningYet) {
      return false;
    }
  }

  /** Waits for a condition, asking every tenth of a second; fails with the server's last words. */
  void await(String what, Duration limit, BooleanSupplier condition) {
    Instant end = Instant.now().plus(limit);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("no " + what + " within " + limit + ":\n" + Launcher.tail(log()));
      }
      try {
        process.waitFor(100, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  URI uri(String path) {
    return URI.create("http://localhost:" + port + path);
  }

  Path home() {
    return home;
  }

  Path log() {
    return home.resolveSibling(home.getFileName() + ".log");
  }

  /** The reports that the container has written of failures it was not prepared for. */
  List<String> incidents() {
    File[] reports = home.resolve("liberty/imagineer/logs/ffdc").toFile().listFiles();
    return Stream.ofNullable(reports).flatMap(Arrays::stream).map(File::getName).toList();
  }

  Process process() {
    return process;
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  HttpResponse<byte[]> getBytes(String path) {
    return send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofByteArray());
  }

  HttpResponse<String> post(String path, String json) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  HttpResponse<String> send(HttpRequest request) {
    return send(request, BodyHandlers.ofString());
  }

  <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return client.send(request, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Sends a head that no HTTP client would. @param head without its closing empty line */
  String raw(String head) {
    try (Socket socket = new Socket("localhost", port)) {
      byte[] request = (head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8);
      socket.getOutputStream().write(request);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL: no shutdown hook runs. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** SIGTERM, as systemd stops it. @return the exit status */
  int stop() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError(
            "the server did not stop within 60 s of SIGTERM:\n" + Launcher.tail(log()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      process.destroyForcibly();
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
