package org.imagineer.inference.savedmodel;

/** A device has not enough memory for a computation; what was loaded is as it was. */
public final class OutOfDeviceMemoryException extends RuntimeException {

  private final transient Device device;

  OutOfDeviceMemoryException(Device device, Throwable cause) {
    super("there is not enough memory on " + device, cause);
    this.device = device;
  }

  /** Which one. */
  public Device device() {
    return device;
  }
}
