package org.imagineer.inference.savedmodel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Devices as a setting names them: {@code auto} (every GPU, or the CPU where there is none), {@code
 * gpu} (every GPU, and there must be one), or a list such as {@code gpu:0,gpu:1} or {@code
 * cpu,cpu}, where a device may come several times. The server draws one job on each at the same
 * time.
 *
 * @param names as they were written, in lower case
 */
public record DeviceChoice(List<String> names) {

  /** Every GPU, or the CPU where there is none. */
  public static final DeviceChoice AUTO = new DeviceChoice(List.of("auto"));

  /** Each holds a model of its own: more than this are a slip of the pen. */
  private static final int MOST = 64;

  private static final String EVERY_GPU = "gpu";

  public DeviceChoice {
    names = List.copyOf(names);
  }

  /**
   * @throws IllegalArgumentException if the text names no devices, saying what would
   */
  public static DeviceChoice parse(String text) {
    List<String> names = new ArrayList<>();
    for (String name : text.toLowerCase(Locale.ROOT).split(",", -1)) {
      names.add(name.strip());
    }
    DeviceChoice choice = new DeviceChoice(names);
    if (choice.equals(AUTO)) {
      return AUTO;
    }
    if (names.size() > MOST || !names.stream().allMatch(DeviceChoice::isKnown)) {
      throw new IllegalArgumentException(
          "'%s' names no devices: write auto, cpu, gpu (every GPU), or a list such as gpu:0,gpu:1 or cpu,cpu"
              .formatted(text));
    }
    return choice;
  }

  private static boolean isKnown(String name) {
    if (name.equals(EVERY_GPU)) {
      return true;
    }
    try {
      Device.parse(name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether a GPU must be there, so that a missing one is an error. */
  public boolean needsGpu() {
    return names.stream().anyMatch(name -> name.startsWith(EVERY_GPU));
  }

  /**
   * The devices that are meant, of those that TensorFlow finds; at least one.
   *
   * @throws IllegalArgumentException if one is not there, saying what to do
   */
  public List<Device> devices() {
    // To look for GPUs is to begin to use them.
    return equals(AUTO) || needsGpu() ? among(Device.available()) : among(List.of(Device.CPU));
  }

  /**
   * The one device that is meant, for callers that use a single one: the first.
   *
   * @throws IllegalArgumentException if it is not there, saying what to do
   */
  public Device device() {
    return devices().get(0);
  }

  /** The devices that are meant, of some. */
  List<Device> among(List<Device> available) {
    List<Device> gpus = available.stream().filter(Device::isGpu).sorted().toList();
    if (equals(AUTO)) {
      return gpus.isEmpty() ? List.of(Device.CPU) : gpus;
    }
    List<Device> all = new ArrayList<>();
    for (String name : names) {
      if (name.equals(EVERY_GPU)) {
        require(!gpus.isEmpty(), name, gpus);
        all.addAll(gpus);
      } else {
        Device device = Device.parse(name);
        require(!device.isGpu() || gpus.contains(device), name, gpus);
        all.add(device);
      }
    }
    return all;
  }

  private static void require(boolean there, String name, List<Device> gpus) {
    if (there) {
      return;
    }
    throw new IllegalArgumentException(
        gpus.isEmpty()
            ? "the device %s is asked for, but TensorFlow finds no GPU: build with ./imagineer build --gpu, and see that nvidia-smi lists the card and that the libraries of CUDA 12 and cuDNN 9 are found (LD_LIBRARY_PATH); with IMAGINEER_DEVICE=auto the CPU draws where there is no GPU"
                .formatted(name)
            : "the device %s is asked for, but TensorFlow finds only %s; CUDA_VISIBLE_DEVICES may hide others"
                .formatted(name, gpus));
  }

  @Override
  public String toString() {
    return String.join(",", names);
  }
}
