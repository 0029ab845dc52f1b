package org.imagineer.inference.checkpoint;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Groups tensors that no network takes by what they are known to be. */
final class Leftovers {

  private static final int NAMED = 3;

  /** What training and saving leave in checkpoints; the first group that matches has it. */
  private static final Map<Pattern, String> KNOWN = new LinkedHashMap<>();

  static {
    known("model_ema\\..*|.*_ema(\\..*)?", "model_ema (the plain weights are taken)");
    known("(.*\\.)?loss\\..*", "the training loss");
    known("optimizer.*|lr_schedulers.*|callbacks.*|loops.*|global_step|epoch", "the optimizer");
    known("(.*\\.)?position_ids", "position_ids");
    known(
        "(.*\\.)?(logit_scale|text_projection(\\.weight)?)",
        "CLIP's projection into images' space");
    known(
        "(.*\\.)?(betas|logvar|lvlb_weights|(log_)?sigmas|(alphas_cumprod|sqrt_|posterior_|log_one_minus_).*)",
        "the noise schedule");
  }

  private Leftovers() {}

  private static void known(String names, String group) {
    KNOWN.put(Pattern.compile(names), group);
  }

  /** In words, such as {@code 686 tensors of model_ema}; unknown ones come last, by name. */
  static List<String> report(Collection<String> names) {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    KNOWN.values().forEach(group -> groups.put(group, List.of()));
    groups.putAll(
        names.stream().map(LdmTensors::plain).collect(Collectors.groupingBy(Leftovers::group)));
    return groups.entrySet().stream()
        .filter(each -> !each.getValue().isEmpty())
        .map(each -> words(each.getKey(), each.getValue()))
        .toList();
  }

  private static String group(String name) {
    return KNOWN.entrySet().stream()
        .filter(each -> each.getKey().matcher(name).matches())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }

  private static String words(String group, List<String> names) {
    String count = names.size() + (names.size() == 1 ? " tensor" : " tensors");
    if (!group.isEmpty()) {
      return count + " of " + group;
    }
    String some =
        names.stream()
            .limit(NAMED)
            .map(name -> "'" + Quoted.line(name) + "'")
            .collect(Collectors.joining(", "));
    return count + " of no known use (" + some + (names.size() > NAMED ? ", ...)" : ")");
  }
}
