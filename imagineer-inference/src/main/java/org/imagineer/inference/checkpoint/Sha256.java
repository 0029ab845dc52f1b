package org.imagineer.inference.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;

/** Tells files apart by what is in them. */
public final class Sha256 {

  private static final int WINDOW = 1 << 20;

  private Sha256() {}

  /**
   * SHA-256 of the files' contents one after the other, in hexadecimal.
   *
   * @param progress is told how many bytes more have been read
   */
  public static String of(List<Path> files, LongConsumer progress) throws IOException {
    MessageDigest digest = digest();
    byte[] window = new byte[WINDOW];
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        for (int read = in.read(window); read >= 0; read = in.read(window)) {
          digest.update(window, 0, read);
          progress.accept(read);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
