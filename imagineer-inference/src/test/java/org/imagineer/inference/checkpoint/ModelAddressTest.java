package org.imagineer.inference.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelAddressTest {

  private static final URI HUB = URI.create("https://hub.example");

  @ParameterizedTest
  @CsvSource({
    "me/tiny, https://hub.example/api/models/me/tiny/revision/refs%2Fpr%2F1?blobs=true",
    "https://hf.co/me/tiny, https://hf.co/api/models/me/tiny/revision/refs%2Fpr%2F1?blobs=true"
  })
  void repositories(String text, URI listing) throws IOException {
    ModelAddress address = ModelAddress.parse(text, HUB, "refs/pr/1");
    assertThat(address.name()).isEqualTo("tiny");
    assertThat(((ModelAddress.Repository) address).listing()).isEqualTo(listing);
  }

  @ParameterizedTest
  @CsvSource({
    "me/tiny/a.safetensors, https://hub.example/me/tiny/resolve/main/a.safetensors, a",
    "me/tiny/b/a 1.safetensors, https://hub.example/me/tiny/resolve/main/b/a%201.safetensors, a 1",
    "https://hf.co/me/t/blob/v1/a.safetensors, https://hf.co/me/t/resolve/v1/a.safetensors, a",
    "https://hf.co/me/t/resolve/v1/b/a.safetensors?download=true, https://hf.co/me/t/resolve/v1/b/a.safetensors, a",
    "https://else.example/x/a%201.safetensors?key=1, https://else.example/x/a%201.safetensors?key=1, a 1",
    "http://127.0.0.1:8080/a.safetensors, http://127.0.0.1:8080/a.safetensors, a"
  })
  void single_files(String text, URI from, String name) throws IOException {
    ModelAddress.SingleFile address =
        (ModelAddress.SingleFile) ModelAddress.parse(text, HUB, "main");
    assertThat(address.uri()).isEqualTo(from);
    assertThat(address.fileName()).isEqualTo(name + ".safetensors");
    assertThat(address.name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tiny",
        "/tiny",
        "me/",
        "../tiny",
        "me/..",
        "me/a..b",
        "me/ti ny",
        "me/tiny/",
        "me/tiny/unet",
        "me/tiny/../a.safetensors",
        "me/tiny/.a.safetensors",
        "me/tiny/a\n.safetensors",
        "https:///me/tiny",
        "https://hf.co",
        "https://hf.co/tiny",
        "https://user:password@hf.co/me/tiny",
        "https://hf.co/..%2f..%2fa.safetensors%00",
        "https://hf.co/%2e%2e%2fa.safetensors/",
        "https://hf.co/a b",
        "ftp://hf.co/me/tiny"
      })
  void what_is_no_address_is_refused(String text) {
    assertThatThrownBy(() -> ModelAddress.parse(text, HUB, "main"))
        .isInstanceOf(DownloadException.class)
        .hasMessageContaining("is n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a/../b", "-x", "a b", "a?b", "a//b"})
  void what_is_no_revision_is_refused(String revision) {
    assertThatThrownBy(() -> ModelAddress.parse("me/tiny", HUB, revision))
        .isInstanceOf(DownloadException.class)
        .hasMessageContaining("is not a revision");
  }

  @Test
  void pickles_are_refused_with_the_reason() {
    for (String text :
        new String[] {"me/tiny/v1.ckpt", "https://hf.co/me/tiny/blob/main/v1.ckpt"}) {
      assertThatThrownBy(() -> ModelAddress.parse(text, HUB, "main"))
          .hasMessageContaining("can run any code");
    }
  }
}
