package org.imagineer.inference.savedmodel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.imagineer.inference.network.Network;
import org.imagineer.inference.network.Variable;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.train.Restore;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * Writes one network as a SavedModel: its portable graph with the operations that restore the
 * variables (in float32, whatever they are stored as), and the variables. Any TensorFlow can run
 * it; Imagineer itself lays its own graphs out over the same variables. The library's own saver
 * knows nothing of resource variables, so the graph's saver is made here, under the names that
 * SavedModel loaders look for.
 */
final class SavedModelWriter {

  /** The signature of each network. */
  static final String SIGNATURE = "serving_default";

  private static final String TAG = "serve";
  private static final long SCHEMA_VERSION = 1;

  private SavedModelWriter() {}

  /**
   * Writes a network into a folder that does not exist yet.
   *
   * @param weights called with each variable's bytes as they are read
   */
  static void write(NetworkGraphs.Sourced sourced, Path folder, VariableFiles.Read weights)
      throws IOException {
    Network network = sourced.network();
    Path variables = Files.createDirectories(folder.resolve("variables"));
    VariableFiles.write(sourced, variables.resolve("variables"), weights);
    SaverDef saver = addSaver(network, sourced.type().type());
    MetaGraphDef graph =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags(TAG))
            .setGraphDef(network.graph().toGraphDef())
            .setSaverDef(saver)
            .putSignatureDef(SIGNATURE, signature(network))
            .build();
    SavedModel model =
        SavedModel.newBuilder()
            .setSavedModelSchemaVersion(SCHEMA_VERSION)
            .addMetaGraphs(graph)
            .build();
    Files.write(folder.resolve("saved_model.pb"), model.toByteArray());
  }

  private static SaverDef addSaver(Network network, Class<? extends TNumber> stored) {
    Ops tf = Ops.create(network.graph()).withSubScope("save");
    List<Variable> variables = network.variables();
    List<String> names = variables.stream().map(Variable::name).toList();
    Placeholder<TString> file = tf.withName("filename").placeholder(TString.class);
    Operand<TString> tensors = VariableFiles.texts(tf, names);
    Operand<TString> whole = VariableFiles.texts(tf, Collections.nCopies(names.size(), ""));
    save(tf, variables, stored, file, tensors, whole);
    List<Class<? extends TType>> types = Collections.nCopies(names.size(), stored);
    Restore restored = tf.train.restore(file, tensors, whole, types);
    List<Op> assignments = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Operand<TFloat32> value =
          tf.dtypes.cast(restored.tensors().get(i).expect(stored), TFloat32.class);
      assignments.add(tf.assignVariableOp(variables.get(i).handle(), value));
    }
    tf.withControlDependencies(assignments).withName("restore_all").noOp();
    return SaverDef.newBuilder()
        .setFilenameTensorName("save/filename:0")
        .setSaveTensorName("save/control_dependency:0")
        .setRestoreOpName("save/restore_all")
        .setVersion(SaverDef.CheckpointFormatVersion.V2)
        .build();
  }

  private static void save(
      Ops tf,
      List<Variable> variables,
      Class<? extends TNumber> stored,
      Placeholder<TString> file,
      Operand<TString> names,
      Operand<TString> whole) {
    List<Operand<?>> values = new ArrayList<>();
    for (Variable variable : variables) {
      values.add(tf.dtypes.cast(tf.readVariableOp(variable.handle(), TFloat32.class), stored));
    }
    Op saved = tf.train.save(file, names, whole, values);
    tf.withControlDependencies(saved).withName("control_dependency").identity(file);
  }

  private static SignatureDef signature(Network network) {
    SignatureDef.Builder signature =
        SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
    network.ends().inputs().forEach(input -> signature.putInputs(input.op().name(), info(input)));
    network
        .ends()
        .outputs()
        .forEach(output -> signature.putOutputs(output.op().name(), info(output)));
    return signature.build();
  }

  private static TensorInfo info(Output<?> tensor) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : tensor.shape().asArray()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorInfo.newBuilder()
        .setName(tensor.op().name() + ":" + tensor.index())
        .setDtype(tensor.dataType())
        .setTensorShape(shape)
        .build();
  }
}
