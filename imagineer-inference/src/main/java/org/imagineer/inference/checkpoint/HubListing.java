package org.imagineer.inference.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the Hub says of a repository's revision.
 *
 * @param commit the revision by its content, so that all files are of the same one
 * @param files by path; paths are as the server writes them and not to be trusted
 */
record HubListing(String commit, Map<String, RemoteFile> files) {

  private static final int LONGEST = 16 << 20;

  /**
   * Reads the Hub's JSON.
   *
   * @throws DownloadException if it is none
   */
  static HubListing read(InputStream body, ModelAddress.Repository repository) throws IOException {
    byte[] bytes = body.readNBytes(LONGEST + 1);
    if (bytes.length > LONGEST) {
      throw new DownloadException(repository.id() + " lists more files than a checkpoint has");
    }
    try {
      JsonNode json = new ObjectMapper().readTree(bytes);
      if (!json.path("siblings").isArray()) {
        throw new DownloadException(repository.hub() + " does not answer as a Hub does");
      }
      Map<String, RemoteFile> files = new LinkedHashMap<>();
      json.path("siblings").forEach(each -> add(each, files));
      String commit = json.path("sha").asText();
      return new HubListing(commit.matches("[0-9a-f]{40}") ? commit : repository.revision(), files);
    } catch (JsonProcessingException e) {
      throw new DownloadException(repository.hub() + " does not answer as a Hub does", e);
    }
  }

  private static void add(JsonNode file, Map<String, RemoteFile> files) {
    String path = file.path("rfilename").asText();
    JsonNode size = file.path("size");
    boolean sized = size.canConvertToLong() && size.asLong() >= 0;
    Optional<String> sha256 = RemoteFile.asSha256(file.path("lfs").path("sha256").asText());
    files.put(path, new RemoteFile(path, sized ? size.asLong() : RemoteFile.UNKNOWN, sha256));
  }
}
