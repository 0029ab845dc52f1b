package org.imagineer.web.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Answers with a file, or with the part of it that is asked for, or with 304 (RFC 9110 sections 13,
 * 14).
 *
 * @param tag a strong entity tag, without quotes: other bytes, other tag
 * @param filename the name to offer for saving
 * @param cacheControl how long others may keep it
 */
public record FileDelivery(
    Path path, String type, String tag, Instant modified, String filename, String cacheControl) {

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /**
   * The answer to a request with these headers.
   *
   * @param method GET or HEAD; ranges are only for GET
   * @throws ApiException 416 if no byte of the range is there
   * @throws java.nio.file.NoSuchFileException if the file is gone
   */
  public Response answer(String method, HttpHeaders headers) throws IOException {
    long size = Files.size(path);
    if (isKnown(headers)) {
      return common(Response.status(Response.Status.NOT_MODIFIED)).build();
    }
    Optional<ByteRange> range =
        method.equals("GET") && rangeApplies(headers)
            ? ByteRange.parse(headers.getHeaderString("Range"), size)
            : Optional.empty();
    ByteRange part = range.orElse(new ByteRange(0, size - 1));
    Response.ResponseBuilder answer =
        common(Response.status(range.isPresent() ? 206 : 200))
            .type(type)
            .header("Accept-Ranges", "bytes")
            .header(HttpHeaders.CONTENT_LENGTH, part.length())
            .header(HttpHeaders.CONTENT_DISPOSITION, disposition())
            .entity((StreamingOutput) out -> copy(part, out));
    if (range.isPresent()) {
      answer.header("Content-Range", "bytes %d-%d/%d".formatted(part.first(), part.last(), size));
    }
    return answer.build();
  }

  private Response.ResponseBuilder common(Response.ResponseBuilder answer) {
    return answer
        .header(HttpHeaders.ETAG, quoted())
        .header(HttpHeaders.LAST_MODIFIED, HTTP_DATE.format(modified))
        .header(HttpHeaders.CACHE_CONTROL, cacheControl)
        .header("Cross-Origin-Resource-Policy", "cross-origin");
  }

  /** Whether the client has these very bytes already. */
  private boolean isKnown(HttpHeaders headers) {
    String tags = headers.getHeaderString(HttpHeaders.IF_NONE_MATCH);
    if (tags != null) {
      return Arrays.stream(tags.split(","))
          .map(String::strip)
          .anyMatch(sent -> sent.equals("*") || sent.replaceFirst("^W/", "").equals(quoted()));
    }
    return date(headers.getHeaderString(HttpHeaders.IF_MODIFIED_SINCE))
        .filter(since -> !modified.truncatedTo(ChronoUnit.SECONDS).isAfter(since))
        .isPresent();
  }

  /** A part only completes what the client has of the same bytes; If-Range says of which. */
  private boolean rangeApplies(HttpHeaders headers) {
    String condition = headers.getHeaderString("If-Range");
    return condition == null
        || condition.equals(quoted())
        || date(condition).filter(modified.truncatedTo(ChronoUnit.SECONDS)::equals).isPresent();
  }

  private static Optional<Instant> date(String text) {
    try {
      return text == null
          ? Optional.empty()
          : Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
    } catch (DateTimeParseException notADate) {
      return Optional.empty();
    }
  }

  private String quoted() {
    return '"' + tag + '"';
  }

  private String disposition() {
    String plain = filename.replaceAll("[^A-Za-z0-9._ -]", "_");
    StringBuilder exact = new StringBuilder();
    for (byte b : filename.getBytes(StandardCharsets.UTF_8)) {
      boolean safe = b > 0 && (Character.isLetterOrDigit(b) || "._-".indexOf(b) >= 0);
      exact.append(safe ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xff));
    }
    return "inline; filename=\"" + plain + "\"; filename*=UTF-8''" + exact;
  }

  private void copy(ByteRange part, OutputStream out) throws IOException {
    try (FileChannel file = FileChannel.open(path)) {
      WritableByteChannel target = Channels.newChannel(out);
      long position = part.first();
      while (position <= part.last()) {
        long sent = file.transferTo(position, part.last() - position + 1, target);
        if (sent <= 0) {
          throw new IOException(path.getFileName() + " became shorter while it was sent");
        }
        position += sent;
      }
    }
  }
}
