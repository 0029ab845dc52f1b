package org.imagineer.inference.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** Refuses PyTorch's own files: Python pickles, which are programs as much as they are data. */
final class PickleFile {

  static final String REASON =
      "Python pickles (.ckpt, .pt, .pth, .bin) are not read, since they can run any code when they are opened; convert to .safetensors first, or take the .safetensors file of the same model";

  private static final Pattern NAMES = Pattern.compile(".*\\.(ckpt|pt|pth|bin|pkl|pickle)");

  private PickleFile() {}

  /** Whether files of this name are pickles. */
  static boolean isNamed(Path file) {
    return isNamed(file.getFileName().toString());
  }

  static boolean isNamed(String name) {
    return NAMES.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  /**
   * @throws CheckpointException if files of this name are pickles, whatever is in this one
   */
  static void refuseByName(Path file) {
    if (isNamed(file)) {
      throw new CheckpointException(file, REASON);
    }
  }

  /**
   * Whether a file begins as a ZIP archive (PyTorch since 1.6) or as a pickle of protocol 2 to 5,
   * and not as a safetensors file, whose ninth byte is a brace.
   *
   * @param begin the first bytes
   */
  static boolean beginsLikeOne(ByteBuffer begin) {
    if (begin.remaining() > Long.BYTES && begin.get(Long.BYTES) == '{') {
      return false;
    }
    boolean zip = begin.remaining() >= 4 && begin.getInt(0) == 0x04034b50;
    boolean pickle =
        begin.remaining() >= 2
            && begin.get(0) == (byte) 0x80
            && begin.get(1) >= 2
            && begin.get(1) <= 5;
    return zip || pickle;
  }
}
