package org.imagineer.inference.network;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.imagineer.inference.checkpoint.CheckpointPart;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * The denoising UNet of Stable Diffusion 1.x (Ronneberger et al. 2015, arXiv:1505.04597; Rombach et
 * al. 2022, arXiv:2112.10752), as diffusers' UNet2DConditionModel computes it.
 *
 * <pre>
 * sample [B, C, h, w], timestep [1] or [B], encoder_hidden_states [B, M, D] -> noise_pred [B, C, h, w]
 * </pre>
 *
 * Any batch, any h and w, any number of tokens M.
 */
public final class UNet {

  /** At the finest level, where there are most positions, self-attention takes them in parts. */
  private static final int FINEST_SLICES = 4;

  private final UNetConfig size;
  private final Ops tf;
  private final Layers layers;
  private final Weights root;
  private final Placeholder<TFloat32> sample;
  private final Placeholder<TFloat32> timestep;
  private final Placeholder<TFloat32> context;
  private final Resnet resnet;
  private final SpatialTransformer transformer;
  private final Deque<Skip> skips = new ArrayDeque<>();
  private Operand<TFloat32> time;

  private record Skip(Operand<TFloat32> x, int channels) {}

  private UNet(Graph graph, CheckpointPart part) {
    size = UNetConfig.of(part.config());
    tf = Ops.create(graph);
    layers = new Layers(tf);
    root = new Weights(tf, part);
    int d = size.contextWidth();
    sample = input("sample", Shape.of(-1, size.latentChannels(), -1, -1));
    timestep = input("timestep", Shape.of(-1));
    context = input("encoder_hidden_states", Shape.of(-1, -1, d));
    resnet = new Resnet(tf, layers, size.groups(), size.eps());
    transformer =
        new SpatialTransformer(
            tf,
            layers,
            size.groups(),
            size.linearProjection(),
            layers.rows(context, d), // [B*M, D]
            d,
            layers.batch(sample));
  }

  private Placeholder<TFloat32> input(String name, Shape shape) {
    return tf.withName(name).placeholder(TFloat32.class, Placeholder.shape(shape));
  }

  /**
   * Builds the graph.
   *
   * @throws org.imagineer.inference.checkpoint.CheckpointException if the configuration asks for
   *     what is not implemented, or the weights do not fit it
   */
  public static Network build(CheckpointPart part) {
    Graph graph = new Graph();
    try {
      UNet unet = new UNet(graph, part);
      Operand<TFloat32> noise = unet.forward();
      return new Network(
          graph,
          unet.root.variables(),
          List.of(unet.sample.asOutput(), unet.timestep.asOutput(), unet.context.asOutput()),
          List.of(noise.asOutput()));
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  private Operand<TFloat32> forward() {
    int c = size.channels().get(0);
    time =
        layers.silu(
            new TimeEmbedding(tf, layers, size)
                .apply(root, timestep, layers.batch(sample))); // [B, 4C]
    Operand<TFloat32> x = layers.channelsLast(sample); // [B, h, w, 4]
    x = layers.conv3(root.at("conv_in"), x, size.latentChannels(), c); // [B, h, w, C]
    x = layers.named("conv_in", x);
    skips.push(new Skip(x, c));
    for (int level = 0; level < size.levels(); level++) {
      x = down(level, x); // [B, h / 2^(level + 1), ..], the last level keeps its size
    }
    x = middle(x);
    for (int i = 0; i < size.levels(); i++) {
      x = up(i, x);
    }
    Weights norm = root.at("conv_norm_out");
    x = layers.groupNorm(norm, x, c, size.groups(), size.eps()); // [B, h, w, C]
    x = layers.silu(layers.named("conv_norm_out", x)); // [B, h, w, C]
    x = layers.conv3(root.at("conv_out"), x, c, size.latentChannels()); // [B, h, w, 4]
    return layers.named("noise_pred", layers.channelsFirst(x)); // [B, 4, h, w]
  }

  private Operand<TFloat32> down(int level, Operand<TFloat32> x) {
    Weights w = root.at("down_blocks." + level);
    String name = "down_" + level;
    int in = size.channels().get(Math.max(level - 1, 0));
    int out = size.channels().get(level);
    for (int i = 0; i < size.resnets(); i++) {
      x = resnet(w.at("resnets." + i), name + "_resnet_" + i, x, i == 0 ? in : out, out);
      if (size.attentionDown().get(level)) {
        x = attention(w.at("attentions." + i), name + "_attention_" + i, x, level);
      }
      skips.push(new Skip(x, out));
    }
    if (level < size.levels() - 1) {
      Weights conv = w.at("downsamplers.0.conv");
      x = layers.downsample(conv, x, out, size.downsamplePadding()); // [B, h/2, w/2, C]
      x = layers.named(name + "_downsampler", x);
      skips.push(new Skip(x, out));
    }
    return layers.named(name, x);
  }

  private Operand<TFloat32> middle(Operand<TFloat32> x) {
    Weights w = root.at("mid_block");
    int level = size.levels() - 1;
    int c = size.channels().get(level);
    x = resnet(w.at("resnets.0"), "mid_resnet_0", x, c, c);
    x = attention(w.at("attentions.0"), "mid_attention_0", x, level);
    x = resnet(w.at("resnets.1"), "mid_resnet_1", x, c, c);
    return layers.named("mid", x);
  }

  /** The {@code i}-th level on the way up: the coarsest is 0. */
  private Operand<TFloat32> up(int i, Operand<TFloat32> x) {
    Weights w = root.at("up_blocks." + i);
    String name = "up_" + i;
    int level = size.levels() - 1 - i;
    int in = size.channels().get(Math.min(level + 1, size.levels() - 1));
    int out = size.channels().get(level);
    for (int j = 0; j <= size.resnets(); j++) {
      Skip skip = skips.pop();
      Operand<TFloat32> joined =
          tf.concat(List.of(x, skip.x()), tf.constant(3)); // [B, h, w, C + skip]
      int width = (j == 0 ? in : out) + skip.channels();
      x = resnet(w.at("resnets." + j), name + "_resnet_" + j, joined, width, out);
      if (size.attentionUp().get(i)) {
        x = attention(w.at("attentions." + j), name + "_attention_" + j, x, level);
      }
    }
    if (level > 0) {
      // To the size of what comes next from the other side: twice, or one less where it was odd.
      Weights conv = w.at("upsamplers.0");
      x = layers.upsample(conv, x, layers.size(skips.peek().x()), out); // [B, 2h, 2w, C]
      x = layers.named(name + "_upsampler", x);
    }
    return layers.named(name, x);
  }

  private Operand<TFloat32> resnet(Weights w, String name, Operand<TFloat32> x, int in, int out) {
    return layers.named(name, resnet.apply(w, x, time, size.timeWidth(), in, out));
  }

  private Operand<TFloat32> attention(Weights w, String name, Operand<TFloat32> x, int level) {
    SpatialTransformer.Level here =
        new SpatialTransformer.Level(
            size.channels().get(level),
            size.heads().get(level),
            size.depths().get(level),
            level == 0 ? FINEST_SLICES : 1);
    return transformer.apply(w, name, x, here);
  }
}
