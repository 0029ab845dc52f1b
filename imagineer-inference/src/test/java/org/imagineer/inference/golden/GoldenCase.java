package org.imagineer.inference.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.imagineer.inference.checkpoint.StoredTensor;
import org.imagineer.inference.schedule.Latents;
import org.imagineer.inference.schedule.Noise;

/**
 * One case of golden.json. Remembers which outputs have been compared, so that none is forgotten.
 */
public final class GoldenCase {

  private final Golden golden;
  private final JsonNode node;
  private final Set<String> compared = new LinkedHashSet<>();

  GoldenCase(Golden golden, JsonNode node) {
    this.golden = golden;
    this.node = node;
  }

  public String id() {
    return node.path("id").asText();
  }

  public String kind() {
    return node.path("kind").asText();
  }

  /** What the reference was run with; empty where there is nothing to say. */
  public JsonNode config() {
    return node.path("config");
  }

  /** Remarks of the reference's author, often empty. */
  public String notes() {
    return node.path("notes").asText("");
  }

  public Golden golden() {
    return golden;
  }

  /** Names of the outputs, all of which must be compared. */
  public Set<String> outputs() {
    return names("outputs");
  }

  public Set<String> inputs() {
    return names("inputs");
  }

  /** Dimensions of an input. */
  public int[] inputShape(String name) {
    return dimensions(tensor("inputs", name));
  }

  /** An input as floats, flattened; whole timesteps are stored as integers. */
  public float[] input(String name) {
    StoredTensor stored = tensor("inputs", name);
    if (stored.type().isFloat()) {
      return stored.floats();
    }
    int[] whole = stored.ints();
    float[] floats = new float[whole.length];
    for (int i = 0; i < whole.length; i++) {
      floats[i] = whole[i];
    }
    return floats;
  }

  /** An integer input, flattened. */
  public int[] intInput(String name) {
    return tensor("inputs", name).ints();
  }

  /** An integer input [rows, columns]. */
  public int[][] intRows(String name) {
    int[] shape = inputShape(name);
    int[] flat = intInput(name);
    int[][] rows = new int[shape[0]][shape[1]];
    for (int i = 0; i < flat.length; i++) {
      rows[i / shape[1]][i % shape[1]] = flat[i];
    }
    return rows;
  }

  /** An input [N, C, H, W]. */
  public Latents latents(String name) {
    int[] shape = inputShape(name);
    assertThat(shape).as("shape of input " + name).hasSize(4);
    return new Latents(shape[0], shape[1], shape[2], shape[3], input(name));
  }

  /** Hands out the noise of an input in the order in which the reference asked for it. */
  public Noise noise(String name) {
    return new StoredNoise(input(name));
  }

  /** Dimensions of an output. */
  public int[] outputShape(String name) {
    return dimensions(tensor("outputs", name));
  }

  /** What the reference computed, for a checker that needs a part of it; compares nothing. */
  public float[] expected(String name) {
    return tensor("outputs", name).floats();
  }

  /**
   * Compares an output with the reference, within the tolerance that the case states for it. An
   * integer output must be equal.
   *
   * @throws AssertionError telling the largest difference and where it lies
   */
  public void assertClose(String name, float[] actual) {
    compared.add(name);
    StoredTensor stored = tensor("outputs", name);
    if (!stored.type().isFloat()) {
      fail("output %s of %s holds integers, but was compared as floats", name, id());
    }
    float[] expected = stored.floats();
    assertThat(actual.length).as("elements of %s of %s", name, id()).isEqualTo(expected.length);
    double tolerance = tolerance(name, expected);
    int worst = 0;
    double difference = -1;
    for (int i = 0; i < expected.length; i++) {
      double here = expected[i] == actual[i] ? 0 : Math.abs((double) expected[i] - actual[i]);
      if (!(here <= difference)) { // a NaN is worse than anything
        worst = i;
        difference = here;
      }
      if (Double.isNaN(here)) {
        break;
      }
    }
    if (!(difference <= tolerance)) {
      fail(
          "%s of %s: differs by up to %.3g (allowed %.3g) at %s: %s, not %s",
          name,
          id(),
          difference,
          tolerance,
          index(worst, outputShape(name)),
          actual[worst],
          expected[worst]);
    }
  }

  /** Compares an integer output with the reference, which it must equal. */
  public void assertEqual(String name, int[] actual) {
    compared.add(name);
    assertThat(actual).as("%s of %s", name, id()).containsExactly(tensor("outputs", name).ints());
  }

  /** Fails if an output of the case has not been compared. */
  public void assertComplete() {
    Set<String> forgotten = new LinkedHashSet<>(outputs());
    forgotten.removeAll(compared);
    assertThat(forgotten).as("outputs of %s that its check does not know", id()).isEmpty();
  }

  /**
   * The case's own tolerance. Where it states none (timesteps of pipelines), the part of the
   * format's rule that needs no measurement: 3e-6 of the largest value, or of 1.
   */
  private double tolerance(String name, float[] expected) {
    JsonNode stated = node.path("outputs").path(name).path("suggested_atol");
    if (stated.isNumber()) {
      return stated.asDouble();
    }
    double largest = 1;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    return 3e-6 * largest;
  }

  private StoredTensor tensor(String side, String name) {
    JsonNode found = node.path(side).path(name);
    if (found.isMissingNode()) {
      throw new AssertionError("%s has no %s '%s'".formatted(id(), side, name));
    }
    return golden.file(node.path("file").asText()).tensor(found.path("key").asText());
  }

  private Set<String> names(String side) {
    Set<String> names = new LinkedHashSet<>();
    node.path(side).fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static int[] dimensions(StoredTensor tensor) {
    long[] shape = tensor.shape().asArray();
    int[] dimensions = new int[shape.length];
    for (int i = 0; i < shape.length; i++) {
      dimensions[i] = Math.toIntExact(shape[i]);
    }
    return dimensions;
  }

  private static List<Integer> index(int flat, int[] shape) {
    List<Integer> index = new ArrayList<>();
    for (int i = shape.length - 1; i >= 0; i--) {
      index.add(0, flat % shape[i]);
      flat /= shape[i];
    }
    return index;
  }
}
