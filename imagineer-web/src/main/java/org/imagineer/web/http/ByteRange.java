package org.imagineer.web.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file, as RFC 9110 section 14 counts it.
 *
 * @param first offset of the first byte
 * @param last offset of the last byte
 */
public record ByteRange(long first, long last) {

  private static final Pattern SINGLE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

  /**
   * The one range that a Range header asks for. Headers with several ranges or of another form are
   * to be ignored, which the RFC allows.
   *
   * @param size of the whole, in bytes
   * @throws ApiException 416 if no byte of the range is there
   */
  public static Optional<ByteRange> parse(String header, long size) {
    Matcher range = SINGLE.matcher(header == null ? "" : header);
    if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
      return Optional.empty();
    }
    if (range.group(1).isEmpty()) {
      long length = Math.min(Long.parseLong(range.group(2)), size);
      return Optional.of(new ByteRange(size - length, size - 1).within(size));
    }
    long first = Long.parseLong(range.group(1));
    long last = range.group(2).isEmpty() ? size - 1 : Long.parseLong(range.group(2));
    if (!range.group(2).isEmpty() && last < first) {
      return Optional.empty();
    }
    return Optional.of(new ByteRange(first, Math.min(last, size - 1)).within(size));
  }

  /** How many bytes. */
  public long length() {
    return last - first + 1;
  }

  private ByteRange within(long size) {
    if (first >= size || last < first) {
      throw new ApiException(ErrorCode.RANGE_NOT_SATISFIABLE)
          .with("Content-Range", "bytes */" + size);
    }
    return this;
  }
}
