package org.imagineer.inference.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/** One layout of a {@link UNet}: down the levels, up again, with the skips in between. */
final class UNetLayout<T extends TNumber> {

  private final UNetConfig size;
  private final Ops tf;
  private final Layers<T> layers;
  private final Weights root;
  private final Placeholder<TFloat32> sample;
  private final Placeholder<TFloat32> timestep;
  private final Placeholder<TFloat32> context;
  private final Placeholder<TFloat32> condition; // null for most
  private final List<Output<?>> inputs = new ArrayList<>();
  private final Resnet<T> resnet;
  private final SpatialTransformer<T> transformer;
  private final Deque<Skip<T>> skips = new ArrayDeque<>();
  private final TokenMerging<T> merging;
  private Operand<T> time;

  private record Skip<T extends TNumber>(Operand<T> x, int channels) {}

  UNetLayout(
      UNetConfig size, Ops tf, Weights root, Style<T> style, Extent extent, Shortcuts shortcuts) {
    this.size = size;
    this.tf = tf;
    this.root = root;
    layers = new Layers<>(tf, style);
    int d = size.contextWidth();
    sample =
        input(
            "sample",
            Shape.of(extent.batch(), size.latentChannels(), extent.height(), extent.width()));
    timestep = input("timestep", Shape.of(-1));
    context = input("encoder_hidden_states", Shape.of(extent.batch(), extent.tokens(), d));
    int conditionWidth = size.conditionWidth();
    condition =
        conditionWidth == 0
            ? null
            : input("timestep_cond", Shape.of(extent.batch(), conditionWidth));
    resnet = new Resnet<>(tf, layers, size.groups(), size.eps());
    transformer =
        new SpatialTransformer<>(
            tf,
            layers,
            size.groups(),
            size.linearProjection(),
            layers.rows(layers.computed(context), d), // [B*M, D]
            d,
            layers.batch(sample));
    merging = shortcuts.mergedTokens() == 0 ? null : merging(shortcuts.mergedTokens());
  }

  private TokenMerging<T> merging(int count) {
    Operand<TInt32> height = layers.size(sample, 2);
    Operand<TInt32> width = layers.size(sample, 3);
    return new TokenMerging<>(
        layers,
        layers.batch(sample),
        tf.math.mul(height, width),
        tf.constant(count),
        new MergeTargets(tf).at(height, width, timestep));
  }

  private Placeholder<TFloat32> input(String name, Shape shape) {
    Placeholder<TFloat32> input =
        tf.withName(name).placeholder(TFloat32.class, Placeholder.shape(shape));
    inputs.add(input.asOutput());
    return input;
  }

  Blueprint.Ends ends() {
    return new Blueprint.Ends(inputs, List.of(forward().asOutput()));
  }

  private Operand<TFloat32> forward() {
    int c = size.channels().get(0);
    time =
        layers.silu(
            new TimeEmbedding<>(tf, layers, size)
                .apply(root, timestep, condition, layers.batch(sample))); // [B, 4C]
    Operand<T> x = layers.channelsLast(sample); // [B, h, w, 4]
    x = layers.conv3(root.at("conv_in"), x, size.latentChannels(), c); // [B, h, w, C]
    x = layers.named("conv_in", x);
    skips.push(new Skip<>(x, c));
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

  private Operand<T> down(int level, Operand<T> x) {
    Weights w = root.at("down_blocks." + level);
    String name = "down_" + level;
    int in = size.channels().get(Math.max(level - 1, 0));
    int out = size.channels().get(level);
    for (int i = 0; i < size.resnets(); i++) {
      x = resnet(w.at("resnets." + i), name + "_resnet_" + i, x, i == 0 ? in : out, out);
      if (size.attentionDown().get(level)) {
        x = attention(w.at("attentions." + i), name + "_attention_" + i, x, level);
      }
      skips.push(new Skip<>(x, out));
    }
    if (level < size.levels() - 1) {
      Weights conv = w.at("downsamplers.0.conv");
      x = layers.downsample(conv, x, out, size.downsamplePadding()); // [B, h/2, w/2, C]
      x = layers.named(name + "_downsampler", x);
      skips.push(new Skip<>(x, out));
    }
    return layers.named(name, x);
  }

  private Operand<T> middle(Operand<T> x) {
    Weights w = root.at("mid_block");
    int level = size.levels() - 1;
    int c = size.channels().get(level);
    x = resnet(w.at("resnets.0"), "mid_resnet_0", x, c, c);
    x = attention(w.at("attentions.0"), "mid_attention_0", x, level);
    x = resnet(w.at("resnets.1"), "mid_resnet_1", x, c, c);
    return layers.named("mid", x);
  }

  /** The {@code i}-th level on the way up: the coarsest is 0. */
  private Operand<T> up(int i, Operand<T> x) {
    Weights w = root.at("up_blocks." + i);
    String name = "up_" + i;
    int level = size.levels() - 1 - i;
    int in = size.channels().get(Math.min(level + 1, size.levels() - 1));
    int out = size.channels().get(level);
    for (int j = 0; j <= size.resnets(); j++) {
      Skip<T> skip = skips.pop();
      Operand<T> joined = tf.concat(List.of(x, skip.x()), tf.constant(3)); // [B, h, w, C + skip]
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

  private Operand<T> resnet(Weights w, String name, Operand<T> x, int in, int out) {
    return layers.named(name, resnet.apply(w, x, time, size.timeWidth(), in, out));
  }

  private Operand<T> attention(Weights w, String name, Operand<T> x, int level) {
    SpatialTransformer.Level<T> here =
        new SpatialTransformer.Level<>(
            size.channels().get(level),
            size.heads().get(level),
            size.depths().get(level),
            level == 0 ? merging : null);
    return transformer.apply(w, name, x, here);
  }
}
