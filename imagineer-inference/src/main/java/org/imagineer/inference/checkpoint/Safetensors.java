package org.imagineer.inference.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file, mapped into memory tensor by tensor as they are asked for. Files may be of
 * any size. The header is checked completely on opening, so whatever is read later lies inside the
 * file. Safe for use by several threads until it is closed.
 *
 * @see <a href="https://huggingface.co/docs/safetensors/index#format">The format</a>
 */
public final class Safetensors implements AutoCloseable {

  /** The longest header that the format allows. */
  static final long MAX_HEADER = 100_000_000;

  private final Path file;
  private final FileChannel channel;
  private final long dataBegin;
  private final SafetensorsHeader header;

  private Safetensors(Path file, FileChannel channel, long dataBegin, SafetensorsHeader header) {
    this.file = file;
    this.channel = channel;
    this.dataBegin = dataBegin;
    this.header = header;
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws CheckpointException if the file is missing, cut short or lies about its content
   */
  public static Safetensors open(Path file) {
    FileChannel channel = null;
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new CheckpointException(file, "is no regular file");
      }
      channel = FileChannel.open(file, StandardOpenOption.READ);
      Safetensors opened = read(file, channel);
      channel = null;
      return opened;
    } catch (NoSuchFileException e) {
      throw new CheckpointException(file, "there is no such file", e);
    } catch (IOException e) {
      throw new CheckpointException(file, "cannot be read: " + e.getMessage(), e);
    } finally {
      closeQuietly(channel);
    }
  }

  private static Safetensors read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw new CheckpointException(
          file, "has " + size + " bytes; a safetensors file begins with 8 bytes of length");
    }
    ByteBuffer prefix = ByteBuffer.allocate(Long.BYTES + 1).order(ByteOrder.LITTLE_ENDIAN);
    while (prefix.hasRemaining() && channel.read(prefix) >= 0) {}
    if (PickleFile.beginsLikeOne(prefix.flip())) {
      throw new CheckpointException(file, PickleFile.REASON);
    }
    long headerLength = prefix.getLong();
    if (headerLength < 0 || headerLength > MAX_HEADER) {
      throw new CheckpointException(
          file,
          "claims a header of %s bytes; the format allows %d (is it a safetensors file?)"
              .formatted(Long.toUnsignedString(headerLength), MAX_HEADER));
    }
    long dataBegin = Long.BYTES + headerLength;
    if (dataBegin > size) {
      throw new CheckpointException(
          file,
          "is cut short: %d bytes, but its header alone would end at %d"
              .formatted(size, dataBegin));
    }
    try (InputStream json = window(channel, headerLength)) {
      return new Safetensors(
          file, channel, dataBegin, SafetensorsHeader.parse(file, json, size - dataBegin));
    }
  }

  /** The next {@code length} bytes; closing it leaves the channel open. */
  private static InputStream window(FileChannel channel, long length) throws IOException {
    ByteBuffer header = channel.map(FileChannel.MapMode.READ_ONLY, Long.BYTES, length);
    return new ByteBufferInput(header);
  }

  /** Names of all tensors, in the header's order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(header.tensors().keySet());
  }

  /** The header's free text, often empty. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  /** Where the tensors come from. */
  public Path file() {
    return file;
  }

  /**
   * The tensor of this name; nothing is read yet.
   *
   * @throws CheckpointException if the file has none
   */
  public StoredTensor tensor(String name) {
    TensorEntry entry = header.tensors().get(name);
    if (entry == null) {
      throw new CheckpointException(file, "has no tensor '" + name + "'");
    }
    return new StoredTensor(this, entry);
  }

  /** Maps bytes of the data section; at most 2^31 - 1 of them. */
  ByteBuffer map(long begin, long length) {
    try {
      return channel
          .map(FileChannel.MapMode.READ_ONLY, dataBegin + begin, length)
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new CheckpointException(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  /** Closes the file. Tensors taken from it can no longer be read, buffers stay valid. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException ignored) {
      // The failure that led here is the one to tell.
    }
  }
}
