package org.imagineer.inference.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Copies of a sound tokenizer's files, to be spoilt. */
final class TokenizerFolder {

  private TokenizerFolder() {}

  /** The tokenizer of the tiny checkpoint: 1993 tokens, of which the last two are special. */
  static Path sound() {
    return Path.of(TokenizerFolder.class.getResource("/tiny-sd/tokenizer").getPath());
  }

  static void copyTo(Path folder) throws IOException {
    for (String name :
        List.of("vocab.json", "merges.txt", "special_tokens_map.json", "tokenizer_config.json")) {
      Files.copy(sound().resolve(name), folder.resolve(name));
    }
  }
}
