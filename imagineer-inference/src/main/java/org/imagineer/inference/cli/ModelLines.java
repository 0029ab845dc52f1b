package org.imagineer.inference.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagineer.inference.savedmodel.ModelDescription;
import org.imagineer.inference.savedmodel.ModelPackage;

/** Models, in words for a terminal. */
final class ModelLines {

  private static final String COLUMNS = "%-24s %10s %12s  %s";

  private ModelLines() {}

  static String heading() {
    return COLUMNS.formatted("MODEL", "SIZE", "PICTURE", "RECOMMENDED");
  }

  /** One line of the list. */
  static String row(ModelPackage model) {
    ModelDescription.Recommended recommended = model.description().recommended();
    String picture =
        recommended.width() == null || recommended.height() == null
            ? "-"
            : recommended.width() + "x" + recommended.height();
    String settings =
        Stream.of(
                labelled("steps", recommended.steps()),
                labelled("guidance", recommended.guidanceScale()),
                recommended.scheduler())
            .filter(Objects::nonNull)
            .collect(Collectors.joining(", "));
    return COLUMNS.formatted(model.name(), megabytes(model.size()), picture, settings);
  }

  /** A model that comes with the program and is not converted yet. */
  static String waiting(String name) {
    return COLUMNS.formatted(name, "-", "-", "bundled; converted on first use");
  }

  /** A package that must be made again. */
  static String outdated(String name) {
    return COLUMNS.formatted(name, "-", "-", "of an earlier version; convert its checkpoint again");
  }

  /** All that there is to say of one. */
  static String details(ModelPackage model) {
    ModelDescription description = model.description();
    String networks =
        description.parameters().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(each -> "  %-14s %,d parameters%n".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining());
    return "%s%n%nfolder     %s%nprecision  %s%nmade of    %s (sha256 %s)%nlatents    %d channels, 1:%d%n%n%s"
        .formatted(
            heading() + "\n" + row(model),
            model.folder(),
            description.precision(),
            description.source().name(),
            description.source().sha256(),
            description.sizes().latentChannels(),
            description.sizes().latentScale(),
            networks);
  }

  /** A JSON object, indented. */
  static String json(Map<String, Object> figures) {
    try {
      return new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValueAsString(figures);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and texts are always JSON", e);
    }
  }

  private static String labelled(String label, Object value) {
    return value == null ? null : label + " " + value;
  }

  private static String megabytes(long bytes) {
    return "%,d MB".formatted(Math.round(bytes / 1e6));
  }
}
