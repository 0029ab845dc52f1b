package org.imagineer.inference.checkpoint;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file on a server.
 *
 * @param path below its repository, or its name alone
 * @param size bytes, or {@link #UNKNOWN}
 * @param sha256 of its content in lower-case hexadecimal, where the server tells it
 */
record RemoteFile(String path, long size, Optional<String> sha256) {

  static final long UNKNOWN = -1;

  /** Bytes, more than any file of a checkpoint of this kind has. */
  static final long LONGEST = 64L << 30;

  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

  /** The text as a SHA-256, if it is one. Servers put it between quotes where it is an ETag. */
  static Optional<String> asSha256(String text) {
    String bare = text.replaceFirst("^\"", "").replaceFirst("\"$", "");
    return SHA256.matcher(bare).matches()
        ? Optional.of(bare.toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  /** The same with what an answer told besides. What is known already is kept. */
  RemoteFile completed(long told, Optional<String> checksum) {
    return new RemoteFile(path, size == UNKNOWN ? told : size, sha256.or(() -> checksum));
  }

  /**
   * Itself.
   *
   * @throws DownloadException if its length is beyond all reason
   */
  RemoteFile checked() throws DownloadException {
    if (size > LONGEST) {
      throw new DownloadException(
          "%s is said to have %d bytes, which no checkpoint has"
              .formatted(Quoted.line(path), size));
    }
    return this;
  }
}
