package org.imagineer.inference.savedmodel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Floating point operations of a model's networks for pictures of one size, in convolutions and
 * matrix products, two for each multiplication with its addition.
 *
 * @param textEncoder for one prompt of the context's length
 * @param unetStep for one guided step: a pass with a batch of two
 * @param vaeDecoder for one picture
 */
public record NetworkFlops(long textEncoder, long unetStep, long vaeDecoder) {

  /**
   * Counts, in the graphs of the package; no weights are read.
   *
   * @param height of the latents
   * @param width of the latents
   * @throws UncheckedIOException if a graph cannot be read
   */
  public static NetworkFlops of(ModelPackage model, int height, int width) {
    ModelDescription.Sizes sizes = model.description().sizes();
    int channels = sizes.latentChannels();
    int tokens = sizes.contextLength();
    return new NetworkFlops(
        count(
            model,
            NetworkName.TEXT_ENCODER,
            Map.of(
                "input_ids",
                Shape.of(1, tokens),
                "extra_embeddings",
                Shape.of(1, sizes.contextWidth()))),
        count(
            model,
            NetworkName.UNET,
            Map.of(
                "sample",
                Shape.of(2, channels, height, width),
                "timestep",
                Shape.of(2),
                "encoder_hidden_states",
                Shape.of(2, tokens, sizes.contextWidth()))),
        count(
            model,
            NetworkName.VAE_DECODER,
            Map.of("latents", Shape.of(1, channels, height, width))));
  }

  /** With known inputs, TensorFlow infers all other shapes as it imports the graph. */
  private static long count(ModelPackage model, NetworkName name, Map<String, Shape> inputs) {
    Path file = model.folder().resolve(name.folder()).resolve("saved_model.pb");
    try (Graph graph = new Graph()) {
      SavedModel saved = SavedModel.parseFrom(Files.readAllBytes(file));
      graph.importGraphDef(withShapes(saved.getMetaGraphs(0).getGraphDef(), inputs));
      return FlopCount.of(graph.operations());
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static GraphDef withShapes(GraphDef graph, Map<String, Shape> inputs) {
    GraphDef.Builder fixed = graph.toBuilder();
    for (NodeDef.Builder node : fixed.getNodeBuilderList()) {
      Shape shape = inputs.get(node.getName());
      if (shape != null) {
        node.putAttr("shape", AttrValue.newBuilder().setShape(proto(shape)).build());
      }
    }
    return fixed.build();
  }

  private static TensorShapeProto proto(Shape shape) {
    TensorShapeProto.Builder proto = TensorShapeProto.newBuilder();
    for (long size : shape.asArray()) {
      proto.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return proto.build();
  }
}
