package org.imagineer.inference.checkpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Chooses of a repository's files those that a Stable Diffusion 1.x checkpoint in the diffusers
 * layout consists of. Every name that is chosen is one of ours, whatever else the repository lists:
 * no pickles, no other program's weights, no path that leads elsewhere.
 */
final class NeededFiles {

  private static final List<String> MUST =
      List.of(
          "model_index.json",
          "scheduler/scheduler_config.json",
          "tokenizer/vocab.json",
          "tokenizer/merges.txt",
          "text_encoder/config.json",
          "unet/config.json",
          "vae/config.json");
  private static final List<String> MAY =
      List.of(
          "tokenizer/special_tokens_map.json", "tokenizer/tokenizer_config.json", "imagineer.json");
  private static final Map<String, String> STEMS =
      Map.of(
          "text_encoder/", "model",
          "unet/", "diffusion_pytorch_model",
          "vae/", "diffusion_pytorch_model");
  private static final Pattern SINGLE = Pattern.compile("[^/]+\\.safetensors");

  private NeededFiles() {}

  /**
   * @param variant of the weights to take where there is one; "" for the most precise
   * @throws DownloadException naming what is missing
   */
  static List<String> of(Collection<String> all, String variant) throws DownloadException {
    TreeSet<String> names = new TreeSet<>(all);
    List<String> missing = MUST.stream().filter(name -> !names.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw new DownloadException(missing(missing, names));
    }
    List<String> needed = new ArrayList<>(MUST);
    MAY.stream().filter(names::contains).forEach(needed::add);
    for (Map.Entry<String, String> component : new TreeMap<>(STEMS).entrySet()) {
      needed.addAll(weights(names, component.getKey(), component.getValue(), variant));
    }
    return needed;
  }

  private static String missing(List<String> missing, TreeSet<String> names) {
    String single =
        names.stream()
            .filter(SINGLE.asMatchPredicate())
            .limit(5)
            .map(Quoted::line)
            .collect(Collectors.joining(", "));
    return "this is no Stable Diffusion checkpoint in the diffusers layout: it lacks "
        + String.join(", ", missing)
        + (single.isEmpty()
            ? ""
            : "; if you want one of its single files, add its name to the address: " + single);
  }

  private static List<String> weights(
      TreeSet<String> names, String folder, String stem, String variant) throws DownloadException {
    for (String each : CheckpointOptions.variants(variant)) {
      List<String> found = weightsOf(names, folder + stem, each);
      if (!found.isEmpty()) {
        return found;
      }
    }
    boolean pickled = names.subSet(folder, folder + "~").stream().anyMatch(PickleFile::isNamed);
    throw new DownloadException(
        "the repository has no %s%s.safetensors%s"
            .formatted(folder, stem, pickled ? "; " + PickleFile.REASON : ""));
  }

  /** One file, or an index with its shards. */
  private static List<String> weightsOf(TreeSet<String> names, String stem, String variant) {
    String dotted = variant.isEmpty() ? "" : "." + variant;
    String whole = stem + dotted + ".safetensors";
    if (names.contains(whole)) {
      return List.of(whole);
    }
    for (String index :
        List.of(whole + ".index.json", stem + ".safetensors.index" + dotted + ".json")) {
      if (names.contains(index)) {
        String number = "-\\d{5}-of-\\d{5}";
        Pattern shard =
            Pattern.compile(
                "%s(%s%s|%s%s)\\.safetensors"
                    .formatted(
                        Pattern.quote(stem),
                        Pattern.quote(dotted),
                        number,
                        number,
                        Pattern.quote(dotted)));
        List<String> found = new ArrayList<>(List.of(index));
        names.stream().filter(shard.asMatchPredicate()).forEach(found::add);
        return found;
      }
    }
    return List.of();
  }
}
