package org.imagineer.inference.savedmodel;

import java.util.Map;
import org.imagineer.inference.network.Style;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.family.TNumber;

/**
 * How TensorFlow's sessions run. Operations are put on the device by {@link Device#spec} while the
 * graph is built; what has no kernel there is computed on the CPU.
 *
 * <p>Left as TensorFlow has it: the layout optimiser, which gives convolutions the order of
 * channels that the GPU wants. Left off: XLA's clustering of whole graphs, which compiles every new
 * size anew, for many seconds, and fails a run where {@code ptxas} or {@code libdevice} cannot be
 * found; {@code TF_XLA_FLAGS=--tf_xla_auto_jit=1} in the environment switches it on for a whole
 * process.
 */
public record SessionOptions(Device device, Precision precision) {

  private static final String GPU = "GPU";

  /** As TensorFlow takes them. */
  public ConfigProto proto() {
    ConfigProto.Builder config = threads().setGraphOptions(graphOptions());
    return (device.isGpu() ? onGpu(config) : withoutGpus(config)).build();
  }

  /** What a network computes in on the device, and how. */
  Style<? extends TNumber> style(NetworkName network) {
    return precision.style(network, device);
  }

  /** Options of a session that may use whatever there is. */
  static ConfigProto ofEveryDevice() {
    return onGpu(threads()).build();
  }

  /**
   * The networks are chains of large operations: one at a time, each on all cores that this
   * container has. All sessions of a process compute on the same threads, but each needs one of its
   * own to walk along its graph, or two lanes would wait for each other.
   */
  private static ConfigProto.Builder threads() {
    return ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(Runtime.getRuntime().availableProcessors())
        .setInterOpParallelismThreads(1)
        .setUsePerSessionThreads(true);
  }

  private GraphOptions graphOptions() {
    // The arithmetic optimiser ties the ordered slices of attention into a cycle, which then keeps
    // all other optimisers from running.
    RewriterConfig.Builder rewriting =
        RewriterConfig.newBuilder().setArithmeticOptimization(RewriterConfig.Toggle.OFF);
    return GraphOptions.newBuilder().setRewriteOptions(rewriting).build();
  }

  /** Memory is taken as it is needed: without this, a process takes all cards whole. */
  private static ConfigProto.Builder onGpu(ConfigProto.Builder config) {
    return config
        .setAllowSoftPlacement(true)
        .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true));
  }

  /** Otherwise a session on the CPU would begin to use every GPU, which takes memory there. */
  private static ConfigProto.Builder withoutGpus(ConfigProto.Builder config) {
    return config.putAllDeviceCount(Map.of(GPU, 0));
  }
}
