package org.imagineer.inference.checkpoint;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the VAE's attention was called in files saved before diffusers 0.18. */
final class AttentionNames {

  private static final Pattern OLD =
      Pattern.compile("(.*\\.attentions\\.\\d+\\.)(query|key|value|proj_attn)(\\..*)");
  private static final Map<String, String> TODAY =
      Map.of("query", "to_q", "key", "to_k", "value", "to_v", "proj_attn", "to_out.0");

  private AttentionNames() {}

  /** The name since then; names that have not changed stay as they are. */
  static String today(String name) {
    Matcher old = OLD.matcher(name);
    return old.matches() ? old.group(1) + TODAY.get(old.group(2)) + old.group(3) : name;
  }
}
