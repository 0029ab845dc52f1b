package org.imagineer.inference.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Which devices there are, how they are named, and how sessions use them. */
class DeviceTest {

  private static final Device GPU0 = Device.gpu(0);
  private static final Device GPU1 = Device.gpu(1);
  private static final List<Device> TWO_GPUS = List.of(Device.CPU, GPU0, GPU1);

  @Test
  void tensorflow_finds_one_cpu_whatever_else_there_is() {
    assertThat(Device.available()).containsOnlyOnce(Device.CPU).startsWith(Device.CPU);
  }

  @ParameterizedTest
  @CsvSource({"cpu,cpu", "CPU:0,cpu", "gpu:0,gpu:0", "GPU:12,gpu:12"})
  void devices_are_written_as_they_are_read(String written, String said) {
    assertThat(Device.parse(written)).hasToString(said).isEqualTo(Device.parse(said));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cpu:1", "gpu", "gpu:", "gpu:-1", "gpu:1000", "tpu:0", "gpu:0 "})
  void what_is_no_device_is_refused(String name) {
    assertThatThrownBy(() -> Device.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no device");
  }

  @Test
  void auto_is_every_gpu_or_else_the_cpu() {
    DeviceChoice auto = DeviceChoice.parse(" Auto ");
    assertThat(auto).isEqualTo(DeviceChoice.AUTO);
    assertThat(auto.among(TWO_GPUS)).containsExactly(GPU0, GPU1);
    assertThat(auto.among(List.of(Device.CPU))).containsExactly(Device.CPU);
  }

  @Test
  void a_list_is_taken_in_its_order_and_may_repeat_devices() {
    assertThat(DeviceChoice.parse("gpu").among(TWO_GPUS)).containsExactly(GPU0, GPU1);
    assertThat(DeviceChoice.parse("gpu:1, cpu").among(TWO_GPUS)).containsExactly(GPU1, Device.CPU);
    assertThat(DeviceChoice.parse("cpu,cpu").devices()).containsExactly(Device.CPU, Device.CPU);
    assertThat(DeviceChoice.parse("cpu,cpu").device()).isEqualTo(Device.CPU);
    assertThat(DeviceChoice.parse("CPU,gpu:1")).hasToString("cpu,gpu:1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "cpu,", "auto,cpu", "gpus", "0", "gpu:0;gpu:1"})
  void a_choice_that_cannot_be_understood_says_how_to_write_one(String text) {
    assertThatThrownBy(() -> DeviceChoice.parse(text))
        .hasMessage(
            "'%s' names no devices: write auto, cpu, gpu (every GPU), or a list such as gpu:0,gpu:1 or cpu,cpu"
                .formatted(text));
    assertThatThrownBy(() -> DeviceChoice.parse("cpu,".repeat(64) + "cpu"))
        .hasMessageContaining("names no devices");
  }

  @Test
  void a_gpu_that_is_not_there_is_an_error_that_tells_what_to_do() {
    assertThatThrownBy(() -> DeviceChoice.parse("gpu").among(List.of(Device.CPU)))
        .hasMessageContaining("TensorFlow finds no GPU")
        .hasMessageContaining("./imagineer build --gpu")
        .hasMessageContaining("CUDA 12 and cuDNN 9");
    assertThatThrownBy(() -> DeviceChoice.parse("gpu:0,gpu:2").among(TWO_GPUS))
        .hasMessageContaining("gpu:2")
        .hasMessageContaining("[gpu:0, gpu:1]");
  }

  @Test
  void only_what_needs_a_gpu_says_so() {
    assertThat(DeviceChoice.parse("cpu,gpu:0").needsGpu()).isTrue();
    assertThat(DeviceChoice.AUTO.needsGpu()).isFalse();
    assertThat(DeviceChoice.parse("cpu").needsGpu()).isFalse();
  }

  @Test
  void the_precision_is_halves_on_a_gpu_and_what_was_found_best_on_a_cpu_unless_it_is_named() {
    PrecisionChoice auto = PrecisionChoice.parse("AUTO");
    assertThat(auto.on(GPU0, () -> Precision.FLOAT32)).isEqualTo(Precision.FLOAT16);
    assertThat(auto.on(Device.CPU, () -> Precision.BFLOAT16)).isEqualTo(Precision.BFLOAT16);
    PrecisionChoice named = PrecisionChoice.parse(" Float32");
    assertThat(named.on(GPU0, () -> Precision.BFLOAT16)).isEqualTo(Precision.FLOAT32);
    assertThat(named).hasToString("float32");
    assertThatThrownBy(() -> PrecisionChoice.parse("half"))
        .hasMessage("'half' names no precision: write auto, float32, bfloat16 or float16");
  }

  @Test
  void sessions_on_the_cpu_leave_gpus_alone_and_those_on_gpus_take_memory_as_they_need_it() {
    var onCpu = new SessionOptions(Device.CPU, Precision.FLOAT32).proto();
    assertThat(onCpu.getDeviceCountMap()).isEqualTo(Map.of("GPU", 0));
    assertThat(onCpu.getIntraOpParallelismThreads())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    var onGpu = new SessionOptions(GPU1, Precision.FLOAT16).proto();
    assertThat(onGpu.getGpuOptions().getAllowGrowth()).isTrue();
    assertThat(onGpu.getGpuOptions().getVisibleDeviceList()).isEmpty();
    assertThat(onGpu.getAllowSoftPlacement()).isTrue();
  }

  /** On a machine with one GPU or none, soft placement computes it elsewhere. */
  @Test
  void a_graph_for_the_second_gpu_says_so_and_runs_where_it_can() {
    try (Graph graph = new Graph()) {
      Ops ops = Ops.create(graph).withDevice(GPU1.spec());
      ops.withName("ones").fill(ops.constant(new int[] {3}), ops.constant(1f));
      assertThat(graph.toGraphDef().getNodeList())
          .allSatisfy(node -> assertThat(node.getDevice()).isEqualTo("/device:GPU:1"));
      try (Session session =
              new Session(graph, new SessionOptions(GPU1, Precision.FLOAT32).proto());
          Result result = session.runner().fetch("ones").run()) {
        assertThat(((TFloat32) result.get(0)).size()).isEqualTo(3);
      }
    }
  }

  @Test
  void the_words_of_cudas_libraries_for_a_lack_of_memory_are_understood() {
    assertThatThrownBy(
            () ->
                DeviceMemory.within(
                    GPU0,
                    () -> {
                      throw new TensorFlowException(
                          "failed to create cublas handle: CUBLAS_STATUS_ALLOC_FAILED");
                    }))
        .isInstanceOf(OutOfDeviceMemoryException.class)
        .hasMessageContaining("gpu:0");
  }

  @Test
  void other_failures_are_no_lack_of_memory() {
    TensorFlowException other = new TensorFlowException("libdevice not found");
    assertThatThrownBy(
            () ->
                DeviceMemory.within(
                    GPU0,
                    () -> {
                      throw other;
                    }))
        .isSameAs(other);
  }
}
