package org.imagineer.inference.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.ndarray.Shape;

/**
 * The JSON in front of a safetensors file: which tensor lies where. Parsed as a stream, so that a
 * hostile header costs no more memory than the tensors it can name.
 */
final class SafetensorsHeader {

  // Names from files are not interned: they would stay in memory for good.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();
  private static final String METADATA = "__metadata__";
  private static final Set<String> FIELDS = Set.of("dtype", "shape", "data_offsets");
  private static final int MAX_TENSORS = 100_000;
  private static final int MAX_METADATA = 10_000;
  private static final int MAX_RANK = 8;

  private final Path file;
  private final Map<String, TensorEntry> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private SafetensorsHeader(Path file) {
    this.file = file;
  }

  /**
   * @param json the header's bytes, and nothing after them
   * @param dataLength bytes of the file after the header
   * @throws CheckpointException if the header is malformed or the tensors do not tile the data
   */
  static SafetensorsHeader parse(Path file, InputStream json, long dataLength) throws IOException {
    SafetensorsHeader header = new SafetensorsHeader(file);
    try (JsonParser parser = JSON.createParser(json)) {
      header.readAll(parser);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          file,
          "its header is no valid safetensors JSON: " + Quoted.line(e.getOriginalMessage()),
          e);
    }
    header.checkTiling(dataLength);
    return header;
  }

  Map<String, TensorEntry> tensors() {
    return tensors;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  private void readAll(JsonParser parser) throws IOException {
    require(parser.nextToken() == JsonToken.START_OBJECT, "its header is not a JSON object");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (name.equals(METADATA)) {
        readMetadata(parser);
      } else {
        require(tensors.size() < MAX_TENSORS, "it names more than " + MAX_TENSORS + " tensors");
        tensors.put(name, readTensor(parser, name));
      }
    }
    require(parser.nextToken() == null, "there is more than one JSON value in its header");
  }

  private void readMetadata(JsonParser parser) throws IOException {
    require(parser.nextToken() == JsonToken.START_OBJECT, METADATA + " is not an object");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      require(
          metadata.size() < MAX_METADATA, METADATA + " has more than " + MAX_METADATA + " entries");
      require(
          parser.nextToken() == JsonToken.VALUE_STRING,
          METADATA + " '" + Quoted.line(key) + "' is no string");
      metadata.put(key, parser.getText());
    }
  }

  private TensorEntry readTensor(JsonParser parser, String name) throws IOException {
    require(name, parser.nextToken() == JsonToken.START_OBJECT, "is not described by an object");
    String dtype = null;
    long[] shape = null;
    long[] offsets = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      require(name, FIELDS.contains(field), "has an unknown property '" + Quoted.line(field) + "'");
      parser.nextToken();
      switch (field) {
        case "dtype" -> dtype = readType(parser, name);
        case "shape" -> shape = readIntegers(parser, name, field);
        default -> offsets = readIntegers(parser, name, field);
      }
    }
    require(
        name,
        dtype != null && shape != null && offsets != null,
        "lacks one of dtype, shape and data_offsets");
    return entry(name, dtype, shape, offsets);
  }

  private String readType(JsonParser parser, String name) throws IOException {
    require(name, parser.currentToken() == JsonToken.VALUE_STRING, "has a dtype that is no string");
    return parser.getText();
  }

  private long[] readIntegers(JsonParser parser, String name, String field) throws IOException {
    require(
        name,
        parser.currentToken() == JsonToken.START_ARRAY,
        "has a " + field + " that is no list");
    List<Long> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      require(
          name,
          parser.currentToken() == JsonToken.VALUE_NUMBER_INT
              && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
              && parser.getLongValue() >= 0,
          "has a " + field + " that is no list of whole numbers from 0 to 2^63 - 1");
      require(name, values.size() < MAX_RANK, "has more than " + MAX_RANK + " values in " + field);
      values.add(parser.getLongValue());
    }
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private TensorEntry entry(String name, String dtype, long[] shape, long[] offsets) {
    DataType type =
        DataType.named(dtype)
            .orElseThrow(
                () ->
                    problem(
                        name,
                        "has the unknown dtype '"
                            + Quoted.line(dtype)
                            + "'; known: "
                            + List.of(DataType.values())));
    require(
        name,
        offsets.length == 2 && offsets[0] <= offsets[1],
        "has data_offsets that are no [begin, end]");
    long bytes = type.bytes();
    try {
      for (long dimension : shape) {
        bytes = Math.multiplyExact(bytes, dimension);
      }
    } catch (ArithmeticException e) {
      throw problem(name, "has a shape whose product is beyond 2^63");
    }
    long length = offsets[1] - offsets[0];
    require(
        name,
        length == bytes,
        "takes %d bytes by its data_offsets but %d by its shape %s and dtype %s"
            .formatted(length, bytes, Shape.of(shape), type));
    return new TensorEntry(name, type, Shape.of(shape), offsets[0], length);
  }

  /** The format wants the data covered from first to last byte, without holes or overlaps. */
  private void checkTiling(long dataLength) {
    List<TensorEntry> inOrder = new ArrayList<>(tensors.values());
    inOrder.sort(Comparator.comparingLong(TensorEntry::begin).thenComparing(TensorEntry::end));
    long covered = 0;
    for (TensorEntry tensor : inOrder) {
      require(
          tensor.name(),
          tensor.end() <= dataLength,
          "ends at byte %d of %d: the file is cut short or its offsets are wrong"
              .formatted(tensor.end(), dataLength));
      require(
          tensor.name(),
          tensor.begin() >= covered,
          "overlaps the tensor before it (begins at %d, before %d)"
              .formatted(tensor.begin(), covered));
      require(
          tensor.name(),
          tensor.begin() == covered,
          "leaves a hole before it (begins at %d, not %d)".formatted(tensor.begin(), covered));
      covered = tensor.end();
    }
    require(
        covered == dataLength,
        "%d bytes after the last tensor belong to none".formatted(dataLength - covered));
  }

  private void require(boolean holds, String problem) {
    if (!holds) {
      throw new CheckpointException(file, problem);
    }
  }

  private void require(String tensor, boolean holds, String problem) {
    if (!holds) {
      throw problem(tensor, problem);
    }
  }

  private CheckpointException problem(String tensor, String problem) {
    return new CheckpointException(file, "tensor '" + Quoted.line(tensor) + "' " + problem);
  }
}
