package org.imagineer.inference.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.imagineer.inference.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperationBuilder;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.types.TFloat32;

/** Operations of small graphs, counted by hand. */
@ExtendWith(TinyModel.class)
class FlopCountTest {

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);

  @AfterEach
  void close() {
    graph.close();
  }

  @Test
  void a_matrix_product_takes_two_for_each_of_its_multiplications() {
    tf.linalg.matMul(input(3, 5), input(5, 7));
    assertThat(count()).isEqualTo(2 * 3 * 5 * 7);
  }

  @Test
  void transposed_matrices_take_as_many() {
    tf.linalg.matMul(input(5, 3), input(7, 5), MatMul.transposeA(true), MatMul.transposeB(true));
    assertThat(count()).isEqualTo(2 * 3 * 5 * 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BatchMatMul", "BatchMatMulV2"})
  void a_batch_of_products_takes_each_of_them(String type) {
    batched(type, input(2, 4, 3, 5), input(2, 4, 5, 7), false);
    assertThat(count()).isEqualTo(2 * 2 * 4 * 3 * 5 * 7);
    batched(type, input(2, 5, 3), input(2, 5, 7), true);
    assertThat(count()).isEqualTo(2 * 2 * 4 * 3 * 5 * 7 + 2 * 2 * 3 * 5 * 7);
  }

  @Test
  void tensorflow_javas_own_batch_of_products_counts_too() {
    tf.train.batchMatMul(input(2, 3, 5), input(2, 5, 7), TFloat32.class);
    assertThat(count()).isEqualTo(2 * 2 * 3 * 5 * 7);
  }

  @Test
  void a_convolution_takes_its_kernel_at_each_place_of_the_result() {
    tf.nn.conv2d(input(2, 8, 6, 4), input(3, 3, 4, 5), List.of(1L, 1L, 1L, 1L), "SAME");
    assertThat(count()).isEqualTo(2 * (2 * 8 * 6 * 5) * (3 * 3 * 4));
  }

  @Test
  void strides_and_padding_decide_how_many_places_there_are() {
    tf.nn.conv2d(
        input(1, 8, 6, 4),
        input(3, 3, 4, 5),
        List.of(1L, 2L, 2L, 1L),
        "EXPLICIT",
        Conv2d.explicitPaddings(0L, 0L, 1L, 1L, 1L, 1L, 0L, 0L)); // [1, 4, 3, 5]
    assertThat(count()).isEqualTo(2 * (4 * 3 * 5) * (3 * 3 * 4));
  }

  @Test
  void fused_forms_take_what_their_parts_take() {
    Operand<TFloat32> x = input(1, 8, 6, 4);
    fused("_FusedConv2D", x, input(3, 3, 4, 5), input(5))
        .addInputList(new Output<?>[0])
        .setAttr("num_args", 1)
        .setAttr("strides", new long[] {1, 1, 1, 1})
        .setAttr("padding", "SAME")
        .build();
    assertThat(count()).isEqualTo(2 * (8 * 6 * 5) * (3 * 3 * 4));
    fused("_FusedMatMul", input(3, 5), input(5, 7), input(7)).build();
    assertThat(count()).isEqualTo(2 * (8 * 6 * 5) * (3 * 3 * 4) + 2 * 3 * 5 * 7);
  }

  @Test
  void everything_else_takes_nothing() {
    tf.nn.softmax(tf.math.add(input(3, 5), input(3, 5)));
    assertThat(count()).isZero();
  }

  @Test
  void a_part_of_a_graph_is_chosen_by_the_beginning_of_its_names() {
    tf.withSubScope("down").linalg.matMul(input(3, 5), input(5, 7));
    tf.withSubScope("up").linalg.matMul(input(2, 2), input(2, 2));
    assertThat(FlopCount.of(graph.operations(), "up/")).isEqualTo(2 * 2 * 2 * 2);
    assertThat(FlopCount.of(graph.operations(), "middle/")).isZero();
  }

  @Test
  void a_shape_that_is_not_known_is_named() {
    tf.withName("unsized").linalg.matMul(input(-1, 5), input(5, 7));
    assertThatThrownBy(this::count).hasMessage("the shapes of MatMul 'unsized' are not known");
  }

  @Test
  void the_networks_of_a_package_are_counted_at_the_size_that_is_asked_for() {
    ModelPackage tiny = ModelPackage.read(TinyModel.folder());
    NetworkFlops small = NetworkFlops.of(tiny, 8, 8);
    NetworkFlops wide = NetworkFlops.of(tiny, 8, 16);
    assertThat(wide.textEncoder()).isEqualTo(small.textEncoder()).isPositive();
    // Twice the places; self-attention four times, text and time not at all.
    assertThat(wide.unetStep()).isBetween(3 * small.unetStep() / 2, 3 * small.unetStep());
    assertThat(wide.vaeDecoder()).isBetween(2 * small.vaeDecoder(), 3 * small.vaeDecoder());
  }

  private long count() {
    return FlopCount.of(graph.operations());
  }

  private Operand<TFloat32> input(long... shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
  }

  private void batched(
      String type, Operand<TFloat32> x, Operand<TFloat32> y, boolean transposeFirst) {
    graph
        .opBuilder(type, type + x.shape().numDimensions(), tf.scope())
        .addInput(x.asOutput())
        .addInput(y.asOutput())
        .setAttr("adj_x", transposeFirst)
        .build();
  }

  private GraphOperationBuilder fused(
      String type, Operand<TFloat32> x, Operand<TFloat32> w, Operand<TFloat32> bias) {
    return graph
        .opBuilder(type, type, tf.scope())
        .addInput(x.asOutput())
        .addInput(w.asOutput())
        .addInputList(new Output<?>[] {bias.asOutput()})
        .setAttr("fused_ops", new String[] {"BiasAdd"});
  }
}
