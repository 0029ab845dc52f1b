package org.imagineer.inference.network;

import java.util.ArrayList;
import java.util.List;
import org.imagineer.inference.checkpoint.ModelConfig;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * The VAE's way from a picture to the distribution of its latents, as diffusers' AutoencoderKL
 * computes it.
 *
 * <pre>
 * image [B, 3, H, W] in [-1, 1] -> moments [B, 8, H/8, W/8], mean, logvar, std [B, 4, H/8, W/8]
 * </pre>
 *
 * None is multiplied by the scaling factor yet.
 */
public final class VaeEncoder implements Blueprint {

  private static final float LEAST_LOGVAR = -30;
  private static final float GREATEST_LOGVAR = 20;

  private final VaeConfig size;

  /**
   * @throws org.imagineer.inference.checkpoint.CheckpointException if the configuration asks for
   *     what is not implemented
   */
  public VaeEncoder(ModelConfig config) {
    size = VaeConfig.of(config);
  }

  @Override
  public <T extends TNumber> Ends layOut(Ops tf, Weights weights, Style<T> style, Extent extent) {
    Shape shape = Shape.of(extent.batch(), size.imageChannels(), extent.height(), extent.width());
    Placeholder<TFloat32> image =
        tf.withName("image").placeholder(TFloat32.class, Placeholder.shape(shape));
    Operand<TFloat32> moments = forward(new Layers<>(tf, style), weights, image);
    return new Ends(List.of(image.asOutput()), distribution(tf, moments));
  }

  private <T extends TNumber> Operand<TFloat32> forward(
      Layers<T> layers, Weights root, Operand<TFloat32> image) {
    Ops tf = layers.tf();
    Resnet<T> resnet = new Resnet<>(tf, layers, size.groups(), VaeConfig.EPS);
    int in = size.channels().get(0);
    int z = 2 * size.latentChannels();
    Weights w = root.at("encoder");
    Operand<T> x = layers.channelsLast(image); // [B, H, W, 3]
    x = layers.conv3(w.at("conv_in"), x, size.imageChannels(), in); // [B, H, W, C]
    x = layers.named("conv_in", x);
    for (int level = 0; level < size.levels(); level++) {
      Weights block = w.at("down_blocks." + level);
      String name = "down_" + level;
      int out = size.channels().get(level);
      for (int j = 0; j < size.resnets(); j++) {
        x = resnet.apply(block.at("resnets." + j), x, j == 0 ? in : out, out); // [B, h, w, C']
      }
      if (level < size.levels() - 1) {
        x = layers.downsample(block.at("downsamplers.0.conv"), x, out, 0); // [B, h/2, w/2, C']
        x = layers.named(name + "_downsampler", x);
      }
      x = layers.named(name, x);
      in = out;
    }
    x = new VaeMiddle<>(tf, layers, size).apply(w.at("mid_block"), x); // [B, H/8, W/8, C']
    Weights norm = w.at("conv_norm_out");
    x = layers.groupNorm(norm, x, in, size.groups(), VaeConfig.EPS); // [B, H/8, W/8, C']
    x = layers.silu(layers.named("conv_norm_out", x)); // [B, H/8, W/8, C']
    x = layers.conv3(w.at("conv_out"), x, in, z); // [B, H/8, W/8, 8]
    x = layers.conv1(root.at("quant_conv"), x, z, z); // [B, H/8, W/8, 8]
    return layers.named("moments", layers.channelsFirst(x)); // [B, 8, H/8, W/8]
  }

  /** moments [B, 8, h, w] -> moments, mean, logvar, std. */
  private static List<Output<?>> distribution(Ops tf, Operand<TFloat32> moments) {
    var halves = tf.split(tf.constant(1), moments, 2L).output(); // 2 x [B, 4, h, w]
    Operand<TFloat32> mean = tf.withName("mean").identity(halves.get(0)); // [B, 4, h, w]
    Operand<TFloat32> logvar =
        tf.withName("logvar")
            .clipByValue(
                halves.get(1),
                tf.constant(LEAST_LOGVAR),
                tf.constant(GREATEST_LOGVAR)); // [B, 4, h, w]
    Operand<TFloat32> std =
        tf.withName("std").math.exp(tf.math.mul(logvar, tf.constant(0.5f))); // [B, 4, h, w]
    List<Output<?>> outputs = new ArrayList<>();
    for (Operand<TFloat32> output : List.of(moments, mean, logvar, std)) {
      outputs.add(output.asOutput());
    }
    return outputs;
  }
}
