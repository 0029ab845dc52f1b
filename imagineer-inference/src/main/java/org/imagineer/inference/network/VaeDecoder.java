package org.imagineer.inference.network;

import java.util.List;
import org.imagineer.inference.checkpoint.ModelConfig;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * The VAE's way from latents to a picture, as diffusers' AutoencoderKL computes it.
 *
 * <pre>latents [B, 4, h, w] -> image [B, 3, 8h, 8w]</pre>
 *
 * The latents are already divided by the scaling factor; the picture is about [-1, 1], not clamped.
 */
public final class VaeDecoder implements Blueprint {

  private final VaeConfig size;

  /**
   * @throws org.imagineer.inference.checkpoint.CheckpointException if the configuration asks for
   *     what is not implemented
   */
  public VaeDecoder(ModelConfig config) {
    size = VaeConfig.of(config);
  }

  @Override
  public <T extends TNumber> Ends layOut(Ops tf, Weights weights, Style<T> style, Extent extent) {
    Shape shape = Shape.of(extent.batch(), size.latentChannels(), extent.height(), extent.width());
    Placeholder<TFloat32> latents =
        tf.withName("latents").placeholder(TFloat32.class, Placeholder.shape(shape));
    Operand<TFloat32> image = forward(new Layers<>(tf, style), weights, latents);
    return new Ends(List.of(latents.asOutput()), List.of(image.asOutput()));
  }

  private <T extends TNumber> Operand<TFloat32> forward(
      Layers<T> layers, Weights root, Operand<TFloat32> latents) {
    Ops tf = layers.tf();
    Resnet<T> resnet = new Resnet<>(tf, layers, size.groups(), VaeConfig.EPS);
    int z = size.latentChannels();
    int in = size.coarsest();
    Weights w = root.at("decoder");
    Operand<T> x = layers.channelsLast(latents); // [B, h, w, 4]
    x = layers.named("post_quant_conv", layers.conv1(root.at("post_quant_conv"), x, z, z));
    x = layers.named("conv_in", layers.conv3(w.at("conv_in"), x, z, in)); // [B, h, w, C]
    x = new VaeMiddle<>(tf, layers, size).apply(w.at("mid_block"), x); // [B, h, w, C]
    for (int i = 0; i < size.levels(); i++) {
      Weights block = w.at("up_blocks." + i);
      int out = size.channels().get(size.levels() - 1 - i);
      for (int j = 0; j <= size.resnets(); j++) {
        x = resnet.apply(block.at("resnets." + j), x, j == 0 ? in : out, out); // [B, h, w, C']
      }
      if (i < size.levels() - 1) {
        var twice = tf.math.mul(layers.size(x), tf.constant(2)); // [2]
        x = layers.upsample(block.at("upsamplers.0"), x, twice, out); // [B, 2h, 2w, C']
      }
      x = layers.named("up_" + i, x);
      in = out;
    }
    Weights norm = w.at("conv_norm_out");
    x = layers.groupNorm(norm, x, in, size.groups(), VaeConfig.EPS); // [B, 8h, 8w, C']
    x = layers.silu(layers.named("conv_norm_out", x)); // [B, 8h, 8w, C']
    x = layers.conv3(w.at("conv_out"), x, in, size.imageChannels()); // [B, 8h, 8w, 3]
    return layers.named("image", layers.channelsFirst(x)); // [B, 3, 8h, 8w]
  }
}
