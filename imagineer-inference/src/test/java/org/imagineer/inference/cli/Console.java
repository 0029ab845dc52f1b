package org.imagineer.inference.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What a command prints, for each test anew. */
final class Console implements BeforeEachCallback, AfterEachCallback {

  private final PrintStream systemOut = System.out;
  private final PrintStream systemErr = System.err;
  private ByteArrayOutputStream out;
  private ByteArrayOutputStream err;

  @Override
  public void beforeEach(ExtensionContext context) {
    out = new ByteArrayOutputStream();
    err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    System.setOut(systemOut);
    System.setErr(systemErr);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** What was printed since the last call. */
  String printed() {
    String printed = out();
    out.reset();
    return printed;
  }
}
