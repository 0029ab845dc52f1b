package org.imagineer.inference.checkpoint;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a model is to be fetched from. Nothing in an address is taken for a path on this machine.
 */
sealed interface ModelAddress {

  /** What a model of this address is called, if nobody says otherwise. */
  String name();

  /**
   * A repository.
   *
   * @param hub the server, without a slash at the end
   * @param id owner and name
   * @param revision a branch, a tag or a commit
   */
  record Repository(URI hub, String id, String revision) implements ModelAddress {

    @Override
    public String name() {
      return id.substring(id.indexOf('/') + 1);
    }

    /** The Hub's description of the repository, with the length and checksum of each file. */
    URI listing() {
      return URI.create(
          "%s/api/models/%s/revision/%s?blobs=true"
              .formatted(hub, id, revision.replace("/", "%2F")));
    }

    /**
     * A file of the repository.
     *
     * @param commit or revision to take it from
     */
    URI file(String commit, String path) {
      String encoded =
          Arrays.stream(path.split("/"))
              .map(ModelAddress::encoded)
              .collect(Collectors.joining("/"));
      return URI.create(
          "%s/%s/resolve/%s/%s".formatted(hub, id, commit.replace("/", "%2F"), encoded));
    }
  }

  /**
   * One file.
   *
   * @param uri where it is
   * @param fileName what it is to be called here, with its ending
   */
  record SingleFile(URI uri, String fileName) implements ModelAddress {

    @Override
    public String name() {
      return fileName.replaceFirst("\\.safetensors$", "");
    }
  }

  String OWNER_OR_NAME = "[A-Za-z0-9_][A-Za-z0-9._-]{0,95}";
  Pattern ID = Pattern.compile(OWNER_OR_NAME + "/" + OWNER_OR_NAME);
  Pattern REVISION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*");
  Pattern PATH_PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9 ._+,=@()\\[\\]-]{0,199}");

  /**
   * Understands {@code owner/name}, {@code owner/name/file.safetensors}, the addresses of pages of
   * a repository or a file of it, and the address of any other .safetensors file.
   *
   * @param hub the server of addresses that name none
   * @param revision a branch, tag or commit, unless the address of a file's page names one
   * @throws DownloadException if it is none of these
   */
  static ModelAddress parse(String text, URI hub, String revision) throws DownloadException {
    require(
        REVISION.matcher(revision).matches() && revision.length() < 200, revision, "a revision");
    if (!text.matches("(?i)https?:.*")) {
      return inRepository(text, hub, revision, List.of(text.split("/", -1)));
    }
    URI uri = uri(text);
    List<String> parts = List.of(uri.getPath().replaceFirst("^/", "").split("/", -1));
    boolean ofPage = parts.size() > 4 && List.of("blob", "resolve").contains(parts.get(2));
    URI server = URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
    if (ofPage) {
      String commit = parts.get(3);
      require(REVISION.matcher(commit).matches(), commit, "a revision");
      return inRepository(
          text,
          server,
          commit,
          Stream.concat(parts.stream().limit(2), parts.stream().skip(4)).toList());
    }
    String last = parts.get(parts.size() - 1);
    if (last.endsWith(".safetensors")) {
      require(PATH_PART.matcher(last).matches(), last, "a file's name");
      return new SingleFile(uri, last);
    }
    return inRepository(text, server, revision, parts);
  }

  private static ModelAddress inRepository(
      String text, URI hub, String revision, List<String> parts) throws DownloadException {
    String id = String.join("/", parts.subList(0, Math.min(2, parts.size())));
    require(ID.matcher(id).matches() && !id.contains(".."), text, "a repository (owner/name)");
    Repository repository = new Repository(hub, id, revision);
    if (parts.size() == 2) {
      return repository;
    }
    List<String> path = parts.subList(2, parts.size());
    String name = path.get(path.size() - 1);
    if (PickleFile.isNamed(name)) {
      throw new DownloadException(Quoted.line(text) + ": " + PickleFile.REASON);
    }
    require(
        name.endsWith(".safetensors") && path.stream().allMatch(PATH_PART.asMatchPredicate()),
        text,
        "a .safetensors file of a repository");
    return new SingleFile(repository.file(revision, String.join("/", path)), name);
  }

  private static URI uri(String text) throws DownloadException {
    try {
      URI uri = new URI(text);
      require(uri.getHost() != null && uri.getRawUserInfo() == null, text, "a web address");
      require(uri.getPath() != null && !uri.getPath().isEmpty(), text, "a model's web address");
      return uri;
    } catch (URISyntaxException e) {
      throw new DownloadException("'" + Quoted.line(text) + "' is no web address", e);
    }
  }

  private static void require(boolean holds, String text, String what) throws DownloadException {
    if (!holds) {
      throw new DownloadException("'" + Quoted.line(text) + "' is not " + what);
    }
  }

  private static String encoded(String part) {
    try {
      return new URI(null, null, "/" + part, null).getRawPath().substring(1);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + part + "' is no part of a path", e);
    }
  }
}
