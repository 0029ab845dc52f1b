package org.imagineer.inference.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.imagineer.inference.image.InfoText;

/** A picture's parameters for programs that read JSON rather than PNG texts. */
final class SideFile {

  private SideFile() {}

  /** {@code {"prompt": ..., "negative_prompt": ..., "settings": {"Steps": "25", ...}}}. */
  static Map<String, Object> of(InfoText info) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("prompt", info.prompt());
    json.put("negative_prompt", info.negativePrompt());
    json.put("settings", info.settings());
    return json;
  }
}
