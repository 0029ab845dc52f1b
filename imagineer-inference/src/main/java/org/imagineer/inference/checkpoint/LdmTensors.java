package org.imagineer.inference.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tensors of a single file, network by network, under diffusers' names.
 *
 * @param vae empty if the file has none
 * @param others names of what belongs to no network, as the file writes them
 */
record LdmTensors(
    Map<String, StoredTensor> textEncoder,
    Map<String, StoredTensor> unet,
    Map<String, StoredTensor> vae,
    List<String> others) {

  /** Some tools keep the place that the weights had in a training checkpoint. */
  private static final String NESTED = "state_dict.";

  /**
   * @throws CheckpointException if a tensor is there twice, under two names
   */
  static LdmTensors of(Safetensors file) {
    LdmNames names =
        LdmNames.of(below(LdmNames.UNET, file.names()), below(LdmNames.VAE, file.names()));
    LdmTensors sorted =
        new LdmTensors(
            new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
    file.names().forEach(name -> sorted.sort(file.tensor(name), plain(name), names));
    return sorted;
  }

  private void sort(StoredTensor tensor, String name, LdmNames names) {
    if (name.startsWith(LdmNames.VAE)) {
      String rest = name.substring(LdmNames.VAE.length());
      CheckpointPart.add(tensor, AttentionNames.today(names.vae(rest)), vae);
    } else if (name.startsWith(LdmNames.UNET)) {
      names
          .unet(name.substring(LdmNames.UNET.length()))
          .ifPresentOrElse(
              today -> CheckpointPart.add(tensor, today, unet), () -> others.add(tensor.name()));
    } else if (name.startsWith(LdmNames.TEXT_ENCODER)) {
      names
          .textEncoder(name.substring(LdmNames.TEXT_ENCODER.length()))
          .ifPresentOrElse(
              today -> CheckpointPart.add(tensor, today, textEncoder),
              () -> others.add(tensor.name()));
    } else {
      others.add(tensor.name());
    }
  }

  /** A name without what only tells where the weights lay during training. */
  static String plain(String name) {
    return name.startsWith(NESTED) ? name.substring(NESTED.length()) : name;
  }

  /** The names below a prefix, without it. */
  static Set<String> below(String prefix, Set<String> names) {
    return names.stream()
        .map(LdmTensors::plain)
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .collect(Collectors.toSet());
  }
}
