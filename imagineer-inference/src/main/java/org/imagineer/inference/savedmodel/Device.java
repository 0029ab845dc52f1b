package org.imagineer.inference.savedmodel;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.DeviceSpec;

/**
 * Where networks are computed. Written as {@code cpu} or {@code gpu:1}.
 *
 * @param index among the devices of its kind, as TensorFlow counts them, from 0; all cores together
 *     are the one CPU
 */
public record Device(Kind kind, int index) implements Comparable<Device> {

  /** The processor, with all its cores. */
  public static final Device CPU = new Device(Kind.CPU, 0);

  private static final Pattern NAME = Pattern.compile("cpu(?::0)?|gpu:(?<index>\\d{1,3})");

  /** What TensorFlow has kernels for here. */
  public enum Kind {
    CPU,
    /** NVIDIA's, by CUDA. */
    GPU
  }

  public Device {
    if (index < 0 || kind == Kind.CPU && index > 0) {
      throw new IllegalArgumentException("there is no device %s:%d".formatted(kind, index));
    }
  }

  /** A GPU by its number. */
  public static Device gpu(int index) {
    return new Device(Kind.GPU, index);
  }

  /**
   * Reads what {@link #toString} writes, in any case.
   *
   * @throws IllegalArgumentException if the name is none of a device
   */
  public static Device parse(String name) {
    Matcher matcher = NAME.matcher(name.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no device; devices are cpu, gpu:0, gpu:1 and so on".formatted(name));
    }
    String index = matcher.group("index");
    return index == null ? CPU : gpu(Integer.parseInt(index));
  }

  /**
   * The devices that TensorFlow can compute on in this process: the CPU, then the GPUs. Asks once;
   * the first call loads TensorFlow and, where its build for GPUs is used, begins to use each of
   * them, which takes seconds. {@code CUDA_VISIBLE_DEVICES} hides GPUs. Safe for use by many
   * threads.
   */
  public static List<Device> available() {
    return DeviceList.OF_THIS_PROCESS;
  }

  /** Whether it is a GPU. */
  public boolean isGpu() {
    return kind == Kind.GPU;
  }

  /**
   * Where to put operations so that they are computed here: for {@code Ops.withDevice}. This, and
   * not a session's list of visible devices, is what tells two GPUs apart within one process:
   * TensorFlow refuses a second session whose list differs from the first one's.
   */
  public DeviceSpec spec() {
    DeviceSpec.DeviceType type = isGpu() ? DeviceSpec.DeviceType.GPU : DeviceSpec.DeviceType.CPU;
    return DeviceSpec.newBuilder().deviceType(type).deviceIndex(index).build();
  }

  @Override
  public int compareTo(Device other) {
    return kind == other.kind ? Integer.compare(index, other.index) : kind.compareTo(other.kind);
  }

  @Override
  public String toString() {
    return isGpu() ? "gpu:" + index : "cpu";
  }
}
