package org.imagineer.inference.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagineer.inference.checkpoint.ModelAddress.Repository;

/**
 * Fetches checkpoints: a repository in the diffusers layout from the Hugging Face Hub, or a single
 * .safetensors file from anywhere. A download that was interrupted goes on where it stopped when it
 * is asked for again. Of everything that servers say, nothing is trusted: see {@link NeededFiles},
 * {@link HttpSource}, {@link FileDownload}. Not thread-safe.
 */
public final class CheckpointDownload {

  /** Where repositories are looked for if nothing else is said. */
  public static final URI HUB = URI.create("https://huggingface.co");

  private static final long LONGEST_PAUSE = 30_000;

  /**
   * What was fetched.
   *
   * @param checkpoint a folder in the diffusers layout, or a single file
   * @param unverified files whose publisher tells no SHA-256, so that only their length was checked
   */
  public record Fetched(Path checkpoint, List<String> unverified) {}

  private final URI hub;
  private final HttpSource source;
  private final FreeSpace free;
  private final Retries retries;
  private final FileDownload files;
  private final DownloadProgress progress;

  /**
   * @param hub the server of repositories that are named without one
   * @param token for private and gated repositories of that server; sent to no other
   * @throws IllegalArgumentException if these are no web address and no token
   */
  public CheckpointDownload(URI hub, Optional<String> token, DownloadProgress progress) {
    this(hub, token, progress, FreeSpace.ON_DISK, CheckpointDownload::sleep);
  }

  CheckpointDownload(
      URI hub,
      Optional<String> token,
      DownloadProgress progress,
      FreeSpace free,
      Retries.Pause pause) {
    if (hub.getScheme() == null || hub.getHost() == null) {
      throw new IllegalArgumentException(
          "the Hub's address must be like %s, not '%s'".formatted(HUB, hub));
    }
    this.hub = URI.create(hub.toString().replaceFirst("/+$", ""));
    this.source = new HttpSource(this.hub, token);
    this.free = free;
    this.retries = new Retries(pause);
    this.files = new FileDownload(source, free, retries);
    this.progress = progress;
  }

  private static void sleep(int failures) throws InterruptedException {
    Thread.sleep(Math.min(LONGEST_PAUSE, 1000L << failures - 1));
  }

  /**
   * The name that a model of this address would have.
   *
   * @throws UncheckedIOException if it is no address
   */
  public static String nameOf(String address) {
    try {
      return ModelAddress.parse(address, HUB, "main").name();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * Fetches a checkpoint. Files that are there already are kept if they are the right ones, and
   * never replaced.
   *
   * @param address {@code owner/name}, {@code owner/name/file.safetensors}, or a web address
   * @param revision branch, tag or commit of the repository
   * @param variant of the weights to take where there is one; empty for the most precise
   * @param to a folder; it is made where it is missing
   * @throws UncheckedIOException if the checkpoint cannot be had; the message says why
   * @throws CheckpointException if it is one that Imagineer does not run
   */
  public Fetched fetch(String address, String revision, String variant, Path to) {
    try {
      ModelAddress parsed = ModelAddress.parse(address, hub, revision);
      return parsed instanceof Repository repository
          ? repository(repository, variant, to)
          : singleFile((ModelAddress.SingleFile) parsed, to);
    } catch (CheckpointException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private Fetched singleFile(ModelAddress.SingleFile address, Path to) throws IOException {
    Path place = to.resolve(address.fileName());
    RemoteFile unknown = new RemoteFile(address.fileName(), RemoteFile.UNKNOWN, Optional.empty());
    RemoteFile fetched =
        files.fetch(
            address.uri(),
            unknown,
            place,
            (here, size) -> progress.progress(address.fileName(), here, Math.max(here, size)));
    return new Fetched(place, fetched.sha256().isPresent() ? List.of() : List.of(fetched.path()));
  }

  private Fetched repository(Repository repository, String variant, Path to) throws IOException {
    HubListing listing = list(repository);
    List<RemoteFile> needed = new ArrayList<>();
    for (String path : NeededFiles.of(listing.files().keySet(), variant)) {
      needed.add(listing.files().get(path).checked());
    }
    requireSpace(needed, to);
    long total = needed.stream().mapToLong(file -> Math.max(0, file.size())).sum();
    List<String> unverified = new ArrayList<>();
    long before = 0;
    for (RemoteFile file : needed) {
      if (file.path().endsWith(".safetensors")) {
        DiffusersCheckpoint.refuseOtherArchitectures(to);
      }
      long done = before;
      RemoteFile fetched =
          files.fetch(
              repository.file(listing.commit(), file.path()),
              file,
              to.resolve(file.path()),
              (here, size) ->
                  progress.progress(file.path(), done + here, Math.max(total, done + here)));
      before += Files.size(to.resolve(file.path()));
      if (fetched.sha256().isEmpty()) {
        unverified.add(file.path());
      }
    }
    return new Fetched(to, unverified);
  }

  private HubListing list(Repository repository) throws IOException {
    return retries.run(
        () -> {
          try (InputStream body = source.get(repository.listing(), Map.of()).body()) {
            return HubListing.read(body, repository);
          }
        },
        () -> 0);
  }

  private void requireSpace(List<RemoteFile> needed, Path to) throws IOException {
    long bytes = 0;
    for (RemoteFile file : needed) {
      Path place = to.resolve(file.path());
      long here = Files.exists(place) ? file.size() : new PartialFile(place).usable();
      bytes += Math.max(0, file.size() - here);
    }
    Space.require(free, bytes, to);
  }
}
