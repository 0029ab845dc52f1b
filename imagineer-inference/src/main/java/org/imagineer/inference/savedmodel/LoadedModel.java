package org.imagineer.inference.savedmodel;

import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.imagineer.inference.schedule.Latents;
import org.tensorflow.ndarray.Shape;

/**
 * A model package in memory, ready to run. Arrays go in and come out: no native memory leaves this
 * class. The encoder for pictures is loaded when it is first needed. One call at a time.
 */
public final class LoadedModel implements AutoCloseable {

  private final ModelPackage model;
  private final LoadedNetworks networks;
  private final Device device;
  private final Precision precision;
  private final TextPass texts;
  private final NoisePass noise;
  private final PicturePass pictures;

  private LoadedModel(ModelPackage model, SessionOptions options, LoadedNetworks networks) {
    this.model = model;
    this.networks = networks;
    device = options.device();
    precision = options.precision();
    ModelDescription.Sizes sizes = model.description().sizes();
    texts = new TextPass(networks, sizes);
    noise = new NoisePass(networks, model.description());
    pictures = new PicturePass(networks, sizes);
  }

  /** Loads a package to compute in float32 on the CPU. */
  public static LoadedModel open(ModelPackage model) {
    return open(model, Precision.FLOAT32);
  }

  /** Loads a package to compute on the CPU. */
  public static LoadedModel open(ModelPackage model, Precision precision) {
    return open(model, Device.CPU, precision);
  }

  /**
   * Loads a package.
   *
   * @param device that computes; must be available
   * @param precision of all networks but the encoder for pictures, which is rarely used and always
   *     float32
   * @throws java.io.UncheckedIOException if a file of it is missing or damaged
   * @throws OutOfDeviceMemoryException if the device has not enough memory
   */
  public static LoadedModel open(ModelPackage model, Device device, Precision precision) {
    model.checkFiles();
    SessionOptions options = new SessionOptions(device, precision);
    LoadedNetworks networks = new LoadedNetworks(model, options);
    try {
      networks.get(NetworkName.TEXT_ENCODER);
      networks.get(NetworkName.UNET);
      networks.get(NetworkName.VAE_DECODER);
      return new LoadedModel(model, options, networks);
    } catch (RuntimeException e) {
      networks.close();
      throw e;
    }
  }

  /**
   * Frees graphs for the extents of earlier pictures where they have become many; for the time
   * between two pictures.
   *
   * @return whether weights are as they were loaded again, whatever had changed them
   */
  public boolean makeRoom() {
    Set<NetworkName> closed = networks.closeCrowded();
    return closed.contains(NetworkName.UNET) || closed.contains(NetworkName.TEXT_ENCODER);
  }

  /** What was loaded. */
  public ModelPackage model() {
    return model;
  }

  /** Where its networks are computed. */
  public Device device() {
    return device;
  }

  /** What its networks compute in. */
  public Precision precision() {
    return precision;
  }

  /**
   * Encodes prompts.
   *
   * @param ids [B, L], rows of equal length up to the model's context length
   * @param clipSkip the layer whose output is taken, counted from the last one, 1
   * @return [B, L, D], through the final norm
   */
  public TextEmbeddings encodeText(int[][] ids, int clipSkip) {
    return encodeText(ids, new float[0][], clipSkip);
  }

  /**
   * Encodes prompts that use vectors which are not in the vocabulary.
   *
   * @param ids [B, L], rows of equal length up to the model's context length; V + k means the
   *     vector k, where V is the size of the model's vocabulary
   * @param extraVectors [K, D], K may be 0
   * @param clipSkip the layer whose output is taken, counted from the last one, 1
   * @return [B, L, D], through the final norm
   * @throws IllegalArgumentException if there is no such layer, or an id means nothing
   */
  public TextEmbeddings encodeText(int[][] ids, float[][] extraVectors, int clipSkip) {
    return texts.encode(ids, extraVectors, clipSkip);
  }

  /**
   * Whether the UNet was distilled with guidance and wants to be told its scale (Luo et al. 2023,
   * arXiv:2310.04378, section 4.2): one pass then gives what two of another network do.
   */
  public boolean embedsGuidance() {
    return noise.embedsGuidance();
  }

  /**
   * One pass through the UNet, exact and unguided: see {@link #predictNoise(Latents, float[],
   * TextEmbeddings, UNetOptions)}.
   */
  public Latents predictNoise(Latents sample, float[] timesteps, TextEmbeddings context) {
    return predictNoise(sample, timesteps, context, UNetOptions.EXACT);
  }

  /**
   * One pass through the UNet.
   *
   * @param sample [N, C, H, W], scaled as the sampler wants
   * @param timesteps one, or one per sample; may be fractional
   * @param context [N, L, D]
   * @param options for all samples
   * @return epsilon or v, [N, C, H, W]
   * @throws OutOfDeviceMemoryException if the device has not enough memory
   */
  public Latents predictNoise(
      Latents sample, float[] timesteps, TextEmbeddings context, UNetOptions options) {
    return noise.predict(sample, timesteps, context, options);
  }

  /**
   * One pass through the UNet, or through its last block alone.
   *
   * @param sample [N, C, H, W], scaled as the sampler wants
   * @param timesteps one, or one per sample; may be fractional
   * @param context [N, L, D]
   * @param options for all samples
   * @param deep features of an earlier pass. If they fit the sample's shape they are used again,
   *     and only what comes behind them runs; else everything runs, as without them, and leaves its
   *     own there.
   * @return epsilon or v, [N, C, H, W]
   * @throws OutOfDeviceMemoryException if the device has not enough memory
   */
  public Latents predictNoise(
      Latents sample,
      float[] timesteps,
      TextEmbeddings context,
      UNetOptions options,
      DeepFeatures deep) {
    return noise.predict(sample, timesteps, context, options, deep);
  }

  /**
   * Pictures of latents.
   *
   * @param latents [N, C, H, W], already divided by the scaling factor
   * @throws OutOfDeviceMemoryException if the device has not enough memory
   */
  public Planes decode(Latents latents) {
    return pictures.decode(latents);
  }

  /**
   * Pictures of latents, in float32 whatever the model's precision: for latents that exceed the
   * range of halves in the decoder. Takes the memory of a second decoder from its first use on.
   *
   * @param latents [N, C, H, W], already divided by the scaling factor
   * @throws OutOfDeviceMemoryException if the device has not enough memory
   */
  public Planes decodeInFloat32(Latents latents) {
    return pictures.decodeInFloat32(latents);
  }

  /**
   * Where the latents of pictures lie: a normal distribution for each.
   *
   * @param mean [N, C, H / 8, W / 8], not yet multiplied by the scaling factor
   * @param std of the same shape
   */
  public record Encoded(Latents mean, Latents std) {}

  /**
   * Latents of pictures.
   *
   * @param pictures [N, 3, H, W] in [-1, 1]; H and W multiples of the latent scale
   * @throws OutOfDeviceMemoryException if the device has not enough memory
   */
  public Encoded encode(Planes pictures) {
    return this.pictures.encode(pictures);
  }

  /** The networks whose weights can be changed. */
  public enum Changeable {
    TEXT_ENCODER,
    UNET
  }

  /**
   * Matrices and kernels of a network.
   *
   * @return by the checkpoint's name, such as {@code mid_block.attentions.0.proj_in.weight}: [out,
   *     in] of linear layers, [out, in, height, width] of convolutions
   */
  public Map<String, Shape> weights(Changeable network) {
    return network(network).weights().weights();
  }

  /**
   * Changes weights in place; whatever was changed before goes back to what was loaded, bit by bit.
   * If it fails, all weights of the network are as they were loaded.
   *
   * @param changes by the name of the weight; asked for when they are needed, so that not all of
   *     them must be in memory at once
   * @throws OutOfDeviceMemoryException if the device has not enough memory
   */
  public void changeWeights(Changeable network, Map<String, Supplier<LowRank>> changes) {
    DeviceMemory.within(
        device,
        () -> {
          network(network).weights().apply(changes);
          return null;
        });
  }

  private LoadedNetwork network(Changeable network) {
    return networks.get(network == Changeable.UNET ? NetworkName.UNET : NetworkName.TEXT_ENCODER);
  }

  @Override
  public void close() {
    networks.close();
  }
}
