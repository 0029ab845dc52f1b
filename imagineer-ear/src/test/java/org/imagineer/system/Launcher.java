package org.imagineer.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs {@code ./imagineer} as a user does. */
final class Launcher {

  private static final Path ROOT = Path.of(System.getProperty("imagineer.root")).toAbsolutePath();
  private static final Path FOLDERS =
      Path.of(System.getProperty("imagineer.test.folder")).toAbsolutePath();

  private Launcher() {}

  /** What a finished command said. */
  record Result(int status, String output) {}

  /** A folder for one test's data that nobody has used before. */
  static Path freshFolder(String name) {
    try {
      Files.createDirectories(FOLDERS);
      return Files.createTempDirectory(FOLDERS, name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a command; standard output and error go to the file. */
  static Process start(Path log, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("imagineer").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("IMAGINEER_"));
    builder.environment().remove("DATABASE_URL");
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command to its end, within five minutes. */
  static Result run(Map<String, String> environment, String... arguments) {
    Path log = freshFolder("command").resolve("output.txt");
    Process process = start(log, environment, arguments);
    try {
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError(List.of(arguments) + " took over five minutes:\n" + tail(log));
      }
      return new Result(process.exitValue(), Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The last lines of a log, for failure messages. */
  static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}
