package org.imagineer.inference.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Fetches one file, in as many attempts as it takes. What an attempt or an earlier run has left is
 * continued if the server still has the same version, else begun anew. The file appears in its
 * place only when it is whole and its checksum is right.
 */
final class FileDownload {

  /** Is told how much of the file is here. */
  @FunctionalInterface
  interface Here {
    /**
     * @param bytes of the file that are here
     * @param size of the whole file, or {@link RemoteFile#UNKNOWN}
     */
    void bytes(long bytes, long size);
  }

  private static final int WINDOW = 1 << 18;

  private final HttpSource source;
  private final FreeSpace free;
  private final Retries retries;

  FileDownload(HttpSource source, FreeSpace free, Retries retries) {
    this.source = source;
    this.free = free;
    this.retries = retries;
  }

  /**
   * Fetches a file, unless it is there already.
   *
   * @param file what is known of it
   * @return what is known of it then
   * @throws DownloadException if it cannot be had; what is here can be continued, unless it was
   *     wrong
   */
  RemoteFile fetch(URI from, RemoteFile file, Path place, Here here) throws IOException {
    if (file.size() != RemoteFile.UNKNOWN && Files.exists(place)) {
      return kept(file, place, here);
    }
    PartialFile partial = new PartialFile(place);
    return retries.run(
        () -> finished(attempt(from, file, place, partial, here), place, partial, here),
        partial::usable);
  }

  /** A file that is in its place already: never replaced. */
  private static RemoteFile kept(RemoteFile file, Path place, Here here) throws IOException {
    boolean same =
        Files.isRegularFile(place)
            && Files.size(place) == file.size()
            && (file.sha256().isEmpty()
                || file.sha256().get().equals(Sha256.of(List.of(place), read -> {})));
    if (!same) {
      throw new DownloadException(
          place + " is already there with another content; remove it, or choose another --to");
    }
    here.bytes(file.size(), file.size());
    return file;
  }

  private RemoteFile attempt(URI from, RemoteFile file, Path place, PartialFile partial, Here here)
      throws IOException {
    long begun = partial.usable();
    if (begun > 0 && begun == file.size()) {
      return file;
    }
    Map<String, String> range =
        begun == 0
            ? Map.of()
            : Map.of("Range", "bytes=" + begun + "-", "If-Range", partial.version().orElseThrow());
    HttpSource.Answer answer = source.get(from, range);
    try (InputStream body = answer.body()) {
      if (answer.status() == 416
          && answer.header("Content-Range").orElse("").equals("bytes */" + begun)) {
        return file.completed(begun, answer.sha256());
      }
      boolean continues = answer.status() == 206 && continues(answer, begun, partial);
      if (answer.status() != 200 && !continues) {
        partial.discard();
        throw new IOException("the server does not continue what it began");
      }
      long before = continues ? begun : 0;
      long told =
          answer.length() == RemoteFile.UNKNOWN ? answer.length() : before + answer.length();
      RemoteFile known = file.completed(told, answer.sha256());
      if (told != RemoteFile.UNKNOWN && told != known.size()) {
        throw new DownloadException(
            "the server has %d bytes of %s where %d are expected"
                .formatted(told, Quoted.line(file.path()), known.size()));
      }
      if (Files.exists(place)) {
        return kept(known, place, here);
      }
      Space.require(free, Math.max(0, known.checked().size() - before), place);
      try (OutputStream out = continues ? partial.append() : begin(partial, answer)) {
        copy(body, out, before, known, here);
      }
      return known;
    }
  }

  private static OutputStream begin(PartialFile partial, HttpSource.Answer answer)
      throws IOException {
    try {
      return partial.begin(answer.header("ETag"));
    } catch (IOException e) {
      throw unwritable(partial.path(), e);
    }
  }

  /** Whether an answer is the rest of what is here: a server may not heed If-Range. */
  private static boolean continues(HttpSource.Answer answer, long begun, PartialFile partial)
      throws IOException {
    return begun > 0
        && answer.header("Content-Range").orElse("").startsWith("bytes " + begun + "-")
        && answer.header("ETag").map(partial.version().orElseThrow()::equals).orElse(true);
  }

  private static void copy(
      InputStream body, OutputStream out, long before, RemoteFile file, Here here)
      throws IOException {
    long limit = file.size() == RemoteFile.UNKNOWN ? RemoteFile.LONGEST : file.size();
    long count = before;
    byte[] window = new byte[WINDOW];
    for (int read = body.read(window); read >= 0; read = body.read(window)) {
      count += read;
      if (count > limit) {
        throw new DownloadException(
            "the server sends more than %d bytes of %s".formatted(limit, Quoted.line(file.path())));
      }
      try {
        out.write(window, 0, read);
      } catch (IOException e) {
        throw unwritable(Path.of(file.path()), e);
      }
      here.bytes(count, file.size());
    }
    if (file.size() != RemoteFile.UNKNOWN && count < file.size()) {
      throw new IOException("%d bytes came of %d".formatted(count, file.size()));
    }
  }

  private static DownloadException unwritable(Path file, IOException e) {
    return new DownloadException(file + " cannot be written: " + e.getMessage(), e);
  }

  private static RemoteFile finished(RemoteFile file, Path place, PartialFile partial, Here here)
      throws IOException {
    if (Files.exists(place)) {
      return file;
    }
    if (file.sha256().isPresent()) {
      String found = Sha256.of(List.of(partial.path()), read -> {});
      if (!found.equals(file.sha256().get())) {
        partial.discard();
        throw new DownloadException(
            "%s came damaged: its SHA-256 is %s, but should be %s; it is thrown away, try again"
                .formatted(Quoted.line(file.path()), found, file.sha256().get()));
      }
    }
    partial.publish();
    here.bytes(Files.size(place), Files.size(place));
    return file;
  }
}
