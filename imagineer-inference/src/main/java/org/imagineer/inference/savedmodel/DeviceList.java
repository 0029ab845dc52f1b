package org.imagineer.inference.savedmodel;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;

/** Asks TensorFlow what it can compute on; its Java classes have no question for that. */
final class DeviceList {

  // Others, such as XLA_CPU, are other roads to the same hardware.
  private static final Pattern NAME = Pattern.compile(".*/device:(?<kind>CPU|GPU):(?<index>\\d+)");

  static final List<Device> OF_THIS_PROCESS = ask();

  private DeviceList() {}

  /**
   * An empty session with the options that all sessions have: the first session of a process
   * decides on the threads, and on how GPU memory is taken, for all later ones.
   */
  private static List<Device> ask() {
    byte[] config = SessionOptions.ofEveryDevice().toByteArray();
    try (TF_Status status = TF_Status.newStatus();
        TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
        BytePointer bytes = new BytePointer(config);
        TF_Graph graph = TF_Graph.newGraph()) {
      TF_SetConfig(options, bytes, config.length, status);
      status.throwExceptionIfNotOK();
      try (TF_Session session = TF_Session.newSession(graph, options, status)) {
        status.throwExceptionIfNotOK();
        return devices(session, status);
      }
    }
  }

  private static List<Device> devices(TF_Session session, TF_Status status) {
    TF_DeviceList list = TF_SessionListDevices(session, status);
    status.throwExceptionIfNotOK();
    try {
      return devices(list, status);
    } finally {
      TF_DeleteDeviceList(list);
    }
  }

  private static List<Device> devices(TF_DeviceList list, TF_Status status) {
    List<Device> all = new ArrayList<>();
    for (int i = 0; i < TF_DeviceListCount(list); i++) {
      String name = TF_DeviceListName(list, i, status).getString();
      status.throwExceptionIfNotOK();
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches()) {
        Device.Kind kind = Device.Kind.valueOf(matcher.group("kind"));
        all.add(new Device(kind, Integer.parseInt(matcher.group("index"))));
      }
    }
    return all.stream().sorted().toList();
  }
}
