package org.imagineer.inference.savedmodel;

import java.util.Iterator;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;

/**
 * Counts the floating point operations of a graph: those of its convolutions and matrix products,
 * two for each multiplication with its addition. Norms, softmax and activations are left out, as is
 * usual: they take time, but hardly any operations. The graph must be one whose shapes are known.
 */
final class FlopCount {

  private FlopCount() {}

  /**
   * Counts all.
   *
   * @throws IllegalStateException if the shape of an operation that counts is not known
   */
  static long of(Iterator<GraphOperation> operations) {
    return of(operations, "");
  }

  /**
   * Counts those whose names begin with the prefix.
   *
   * @throws IllegalStateException if the shape of an operation that counts is not known
   */
  static long of(Iterator<GraphOperation> operations, String prefix) {
    long sum = 0;
    while (operations.hasNext()) {
      GraphOperation each = operations.next();
      if (each.name().startsWith(prefix)) {
        sum += 2 * multiplications(each);
      }
    }
    return sum;
  }

  private static long multiplications(GraphOperation operation) {
    return switch (operation.type()) {
      case "Conv2D", "_FusedConv2D", "_MklNativeFusedConv2D" -> {
        Shape kernel = input(operation, 1); // [h, w, in, out]
        yield output(operation).size() * kernel.get(0) * kernel.get(1) * kernel.get(2);
      }
      case "MatMul", "_FusedMatMul" -> product(operation, "transpose_a");
      case "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3" -> product(operation, "adj_x");
      default -> 0;
    };
  }

  /** x [.., n, k] times [.., k, m], or x [.., k, n] where the attribute says so. */
  private static long product(GraphOperation operation, String transposed) {
    Shape x = input(operation, 0);
    int fromEnd = operation.attributes().getAttrBool(transposed) ? 2 : 1;
    return output(operation).size() * x.get(x.numDimensions() - fromEnd);
  }

  private static Shape input(GraphOperation operation, int index) {
    return known(operation.input(index).shape(), operation);
  }

  private static Shape output(GraphOperation operation) {
    return known(operation.output(0).shape(), operation);
  }

  private static Shape known(Shape shape, GraphOperation operation) {
    if (shape.isUnknown() || shape.hasUnknownDimension()) {
      throw new IllegalStateException(
          "the shapes of %s '%s' are not known".formatted(operation.type(), operation.name()));
    }
    return shape;
  }
}
