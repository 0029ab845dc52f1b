package org.imagineer.inference.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is fetched from a server, and what is not. */
class CheckpointDownloadTest {

  private static final String UNET = TinyCheckpoint.UNET.toString();

  @TempDir Path temporary;
  private final HubServer hub = HubServer.ofTiny();
  private final List<Integer> pauses = new ArrayList<>();
  private final List<Long> done = new ArrayList<>();
  private final List<Long> totals = new ArrayList<>();
  private FreeSpace free = folder -> 1L << 40;
  private Optional<String> token = Optional.empty();

  @AfterEach
  void stop() {
    hub.close();
  }

  private CheckpointDownload.Fetched fetch(String address) {
    DownloadProgress progress =
        (file, here, total) -> {
          done.add(here);
          totals.add(total);
        };
    return new CheckpointDownload(hub.address(), token, progress, free, pauses::add)
        .fetch(address, "main", "", temporary.resolve("to"));
  }

  private Path fetched(String path) {
    return temporary.resolve("to").resolve(path);
  }

  @Test
  void a_repository_is_fetched_with_what_a_checkpoint_needs_and_nothing_else() throws IOException {
    for (String other :
        List.of(
            "unet/diffusion_pytorch_model.bin",
            "v1-5.ckpt",
            "v1-5.safetensors",
            "unet/model.onnx",
            "flax_model.msgpack",
            "safety_checker/model.safetensors",
            "unet/diffusion_pytorch_model.non_ema.safetensors",
            "README.md")) {
      hub.files.put(other, new byte[10]);
    }
    CheckpointDownload.Fetched got = fetch(HubServer.ID);
    assertThat(got.checkpoint()).isEqualTo(temporary.resolve("to"));
    List<String> expected =
        hub.files.keySet().stream()
            .filter(
                path ->
                    path.matches("(scheduler|tokenizer|text_encoder|unet|vae)/.*|model_index.json"))
            .filter(path -> !path.matches(".*(fp16|bin|onnx|non_ema).*"))
            .toList();
    for (String path : expected) {
      assertThat(fetched(path)).as(path).hasBinaryContent(hub.files.get(path));
    }
    assertThat(hub.requests).hasSize(1 + expected.size());
    assertThat(hub.requests.get(1).path()).startsWith("/someone/tiny/resolve/" + HubServer.COMMIT);
    assertThat(got.unverified()).isEmpty();
    Checkpoint.open(got.checkpoint(), CheckpointOptions.NONE).close();
    assertThat(done).isSorted();
    assertThat(totals).containsOnly(done.get(done.size() - 1));
    assertThat(left(".part")).isEmpty();
  }

  private List<Path> left(String ending) throws IOException {
    try (var all = Files.walk(temporary)) {
      return all.filter(path -> path.toString().contains(ending)).toList();
    }
  }

  @Test
  void a_variant_is_fetched_where_there_is_one() {
    new CheckpointDownload(hub.address(), token, DownloadProgress.NONE, free, pauses::add)
        .fetch(HubServer.ID, "main", "fp16", temporary.resolve("to"));
    assertThat(fetched("unet/diffusion_pytorch_model.fp16.safetensors")).exists();
    assertThat(fetched(UNET)).doesNotExist();
    assertThat(fetched(TinyCheckpoint.VAE.toString())).exists();
  }

  @Test
  void shards_are_fetched_with_their_index() {
    byte[] unet = hub.files.remove(UNET);
    String stem = "unet/diffusion_pytorch_model";
    hub.files.put(stem + ".safetensors.index.json", "{}".getBytes(StandardCharsets.UTF_8));
    hub.files.put(stem + "-00001-of-00002.safetensors", unet);
    hub.files.put(stem + "-00002-of-00002.safetensors", unet);
    hub.files.put(stem + ".fp16-00001-of-00002.safetensors", unet);
    fetch(HubServer.ID);
    assertThat(fetched("unet").toFile().list())
        .containsExactlyInAnyOrder(
            "config.json",
            "diffusion_pytorch_model.safetensors.index.json",
            "diffusion_pytorch_model-00001-of-00002.safetensors",
            "diffusion_pytorch_model-00002-of-00002.safetensors");
  }

  @Test
  void a_broken_connection_is_continued() {
    hub.cuts.set(3);
    fetch(HubServer.ID);
    assertThat(fetched(UNET)).hasBinaryContent(hub.files.get(UNET));
    long continued = hub.requests.stream().filter(request -> request.range().isPresent()).count();
    assertThat(continued).isEqualTo(3);
    assertThat(pauses).containsExactly(1, 1, 1);
    assertThat(done).isSorted();
  }

  @Test
  void a_download_that_gave_up_goes_on_in_the_next_run() throws IOException {
    hub.ranges = false;
    hub.cuts.set(Integer.MAX_VALUE);
    assertRefused(HubServer.ID, "broke off 5 times", "the same command goes on from here");
    assertThat(pauses).containsExactly(1, 2, 3, 4);
    Path part =
        left(".part").stream()
            .filter(path -> path.toString().endsWith(".part"))
            .findFirst()
            .orElseThrow();
    long here = Files.size(part);
    assertThat(here).isPositive();
    hub.ranges = true;
    hub.cuts.set(0);
    hub.requests.clear();
    fetch(HubServer.ID);
    String name = temporary.resolve("to").relativize(part).toString().replace(".part", "");
    assertThat(hub.requestsOf(name))
        .singleElement()
        .satisfies(request -> assertThat(request.range()).hasValue("bytes=" + here + "-"));
    assertThat(fetched(name)).hasBinaryContent(hub.files.get(name));
    assertThat(left(".part")).isEmpty();
  }

  @Test
  void what_is_here_already_is_not_fetched_again() {
    fetch(HubServer.ID);
    hub.requests.clear();
    fetch(HubServer.ID);
    assertThat(hub.requests).hasSize(1);
    assertThat(done.get(done.size() - 1)).isEqualTo(totals.get(0));
  }

  @Test
  void a_server_that_gives_no_parts_is_asked_for_the_whole_again() {
    hub.ranges = false;
    hub.cuts.set(1);
    fetch(HubServer.ID);
    assertThat(fetched(UNET)).hasBinaryContent(hub.files.get(UNET));
    assertThat(pauses).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_file_that_changed_in_between_is_begun_anew(boolean heedless) throws IOException {
    String address = hub.address() + "/someone/tiny/resolve/main/" + UNET;
    hub.cuts.set(Integer.MAX_VALUE);
    hub.ranges = false;
    assertRefused(address, "broke off");
    hub.cuts.set(0);
    hub.ranges = true;
    hub.heedless = heedless;
    hub.files.get(UNET)[5_000_000] ^= 1;
    hub.files.get(UNET)[100] ^= 1;
    Path file = fetch(address).checkpoint();
    assertThat(file).hasBinaryContent(hub.files.get(UNET));
    assertThat(left(".part")).isEmpty();
  }

  @Test
  void a_wrong_checksum_leaves_nothing() throws IOException {
    hub.listedSha256 = "0".repeat(64);
    assertRefused(HubServer.ID, "came damaged: its SHA-256 is", "should be " + "0".repeat(64));
    assertThat(left("safetensors")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void a_file_of_another_length_than_listed_is_refused(int excess) throws IOException {
    hub.listedExcess = excess;
    assertRefused(HubServer.ID, "the server has", "bytes of", "are expected");
    assertThat(left("safetensors")).isEmpty();
    assertThat(pauses).isEmpty();
  }

  @Test
  void lengths_beyond_all_reason_are_refused() {
    hub.listedExcess = Long.MAX_VALUE / 2;
    assertRefused(HubServer.ID, "bytes, which no checkpoint has");
  }

  @Test
  void files_of_the_user_are_never_replaced() throws IOException {
    Files.createDirectories(fetched("unet"));
    Files.writeString(fetched(UNET), "mine");
    assertRefused(HubServer.ID, UNET + " is already there with another content", "--to");
    assertThat(fetched(UNET)).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../evil.safetensors",
        "/etc/evil.safetensors",
        "unet/../../evil.safetensors",
        "unet/diffusion_pytorch_model.safetensors\u0000",
        "..\\evil.safetensors",
        "unet/diffusion_pytorch_model-00001-of-00001/../../../evil.safetensors"
      })
  void hostile_names_are_never_asked_for(String name) throws IOException {
    hub.files.put(name, new byte[3]);
    fetch(HubServer.ID);
    assertThat(left("evil")).isEmpty();
    assertThat(hub.requests).noneMatch(request -> request.path().contains("evil"));
  }

  @Test
  void models_of_other_architectures_are_refused_before_their_weights_are_fetched() {
    String sdxl = new String(hub.files.get("unet/config.json"), StandardCharsets.UTF_8);
    hub.files.put(
        "unet/config.json",
        sdxl.replace("\"cross_attention_dim\": 64", "\"cross_attention_dim\": 2048")
            .getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> fetch(HubServer.ID))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("SDXL");
    assertThat(hub.requests).noneMatch(request -> request.path().endsWith(".safetensors"));
  }

  @Test
  void repositories_of_other_kinds_are_refused() {
    hub.files.remove(UNET);
    hub.files.remove("unet/diffusion_pytorch_model.fp16.safetensors");
    hub.files.put("unet/diffusion_pytorch_model.bin", new byte[3]);
    assertRefused(
        HubServer.ID, "has no unet/diffusion_pytorch_model.safetensors", "can run any code");
    hub.files.remove("model_index.json");
    hub.files.put("tiny-pruned.safetensors", new byte[3]);
    assertRefused(
        HubServer.ID, "it lacks model_index.json", "add its name", "tiny-pruned.safetensors");
    assertThat(temporary).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({
    "404, there is no http://127.0.0.1",
    "401, HF_TOKEN",
    "403, HF_TOKEN",
    "400, the server answers 400"
  })
  void a_refusal_is_told_with_what_to_do(int status, String told) {
    hub.status = status;
    assertRefused(HubServer.ID, told, "/api/models/someone/tiny");
    assertRefused(
        HubServer.ID + "/a.safetensors", told, "/someone/tiny/resolve/main/a.safetensors");
    assertThat(pauses).isEmpty();
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void an_outage_is_waited_for() {
    hub.outages.set(3);
    fetch(HubServer.ID);
    assertThat(pauses).containsExactly(1, 2, 3);
    hub.outages.set(Integer.MAX_VALUE);
    assertRefused(HubServer.ID, "127.0.0.1 answers 503");
  }

  @Test
  void without_enough_space_nothing_is_fetched() throws IOException {
    free = folder -> 70L << 20;
    assertRefused(HubServer.ID, "not enough space: 77 MB are to be fetched", "has 70 MB left");
    assertRefused(HubServer.ID + "/" + UNET, "not enough space");
    assertThat(temporary).isEmptyDirectory();
    free = folder -> 78L << 20;
    fetch(HubServer.ID);
  }

  @Test
  void the_token_goes_to_the_hub_and_to_nobody_else() {
    token = Optional.of("hf_secret");
    try (HubServer store = HubServer.ofTiny()) {
      hub.store = store.address().toString();
      fetch(HubServer.ID);
      assertThat(hub.requests)
          .extracting(HubServer.Request::authorization)
          .containsOnly(Optional.of("Bearer hf_secret"));
      assertThat(store.requests)
          .isNotEmpty()
          .extracting(HubServer.Request::authorization)
          .containsOnly(Optional.empty());
    }
    try (HubServer other = HubServer.ofTiny()) {
      fetch(other.address() + "/" + HubServer.ID + "/resolve/main/" + UNET);
      assertThat(other.requests)
          .extracting(HubServer.Request::authorization)
          .containsOnly(Optional.empty());
    }
    hub.store = null;
    hub.status = 403;
    assertThatThrownBy(() -> fetch(HubServer.ID)).hasMessageNotContaining("hf_secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "line\nbreak"})
  void what_is_no_token_is_refused_without_being_told(String text) {
    token = Optional.of(text);
    assertThatThrownBy(() -> fetch(HubServer.ID))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the access token is none: it holds spaces or is too long");
  }

  @Test
  void only_safe_servers_are_asked() {
    assertRefused("http://example.com/a.safetensors", "only https is safe");
    assertRefused("ftp://example.com/a.safetensors", "is not");
    hub.store = "http://example.com";
    assertRefused(HubServer.ID, "http://example.com/someone/tiny", "only https is safe");
    hub.store = "file:///etc/passwd";
    assertRefused(HubServer.ID, "redirects to no address");
    hub.store = hub.address().toString();
    assertRefused(HubServer.ID, "redirects without end");
    URI nowhere = URI.create("huggingface.co");
    assertThatThrownBy(() -> new CheckpointDownload(nowhere, token, DownloadProgress.NONE))
        .hasMessageContaining("must be like https://huggingface.co, not 'huggingface.co'");
  }

  @Test
  void a_single_file_is_fetched_alone() {
    hub.files.put("some file.safetensors", new byte[200_000]);
    hub.cuts.set(1);
    CheckpointDownload.Fetched got = fetch(HubServer.ID + "/some file.safetensors");
    assertThat(got.checkpoint()).hasBinaryContent(new byte[200_000]);
    assertThat(got.checkpoint()).isEqualTo(fetched("some file.safetensors"));
    assertThat(got.unverified()).isEmpty();
    assertThat(hub.requests).hasSize(2);
    assertThat(totals).containsOnly(200_000L);
    fetch(HubServer.ID + "/some file.safetensors");
    hub.files.put("some file.safetensors", new byte[3]);
    assertRefused(HubServer.ID + "/some file.safetensors", "already there with another content");
  }

  @Test
  void an_answer_that_is_no_listing_is_refused() {
    try (HubServer other = HubServer.empty()) {
      String odd = other.address() + "/" + HubServer.ID;
      assertRefused(odd, "this is no Stable Diffusion checkpoint");
      other.store = hub.address().toString();
      assertRefused(other.address() + "/someone/else", "there is no");
    }
  }

  private void assertRefused(String address, String... problems) {
    assertThatThrownBy(() -> fetch(address))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContainingAll(problems);
  }
}
