package org.imagineer.inference;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagineer.inference.savedmodel.TextEmbeddings;
import org.imagineer.inference.schedule.Latents;

/**
 * What a sampler asks the network for one of its steps.
 *
 * @param picture whose step it is
 * @param input as the sampler wants the network to see it, [N, C, H, W]
 */
record ModelCall(Denoising picture, Guidance.Step guidance, Latents input, float timestep) {

  /**
   * One of the two branches of guidance.
   *
   * @param text [1, T, D]; told apart by its array, not by the values
   */
  record Branch(Denoising picture, boolean isNegative, TextEmbeddings text) {}

  /** A branch's part of a batch. */
  private record Ask(Branch branch, Latents input, float timestep) {}

  /**
   * Answers calls of pictures of one size in one batch, the negative branches first; in several
   * where prompts have different lengths, since a batch has one length.
   *
   * @return the network's word on each, guided, [N, C, H, W]
   */
  static List<Latents> predict(DeepCache network, List<ModelCall> calls) {
    Map<Integer, List<Ask>> byLength =
        Stream.concat(
                calls.stream().flatMap(ModelCall::negative),
                calls.stream().map(ModelCall::positive))
            .collect(
                Collectors.groupingBy(
                    ask -> ask.branch().text().tokens(), LinkedHashMap::new, Collectors.toList()));
    Map<Branch, Latents> said = new HashMap<>();
    byLength.values().forEach(asks -> said.putAll(answers(network, asks)));
    return calls.stream().map(call -> call.guided(said)).toList();
  }

  private Stream<Ask> negative() {
    TextEmbeddings text = guidance.negative();
    return text == null
        ? Stream.empty()
        : Stream.of(new Ask(new Branch(picture, true, text), input, timestep));
  }

  private Ask positive() {
    return new Ask(new Branch(picture, false, guidance.positive()), input, timestep);
  }

  private Latents guided(Map<Branch, Latents> said) {
    Latents positive = said.get(positive().branch()); // [N, C, H, W]
    return negative()
        .findAny()
        .map(ask -> guidance.guided(said.get(ask.branch()), positive))
        .orElse(positive);
  }

  private static Map<Branch, Latents> answers(DeepCache network, List<Ask> asks) {
    Latents all = // [M, C, H, W]
        network.predictNoise(
            inputs(asks), timesteps(asks), context(asks), asks.stream().map(Ask::branch).toList());
    Map<Branch, Latents> answers = new HashMap<>();
    int from = 0;
    for (Ask ask : asks) {
      int size = ask.input().values().length;
      float[] values = Arrays.copyOfRange(all.values(), from, from + size);
      answers.put(ask.branch(), ask.input().with(values));
      from += size;
    }
    return answers;
  }

  /** All inputs, one behind the other: [M, C, H, W]. */
  private static Latents inputs(List<Ask> asks) {
    int batch = asks.stream().mapToInt(ask -> ask.input().batch()).sum();
    Latents first = asks.get(0).input();
    float[] values = new float[batch * first.values().length / first.batch()];
    int to = 0;
    for (Ask ask : asks) {
      float[] input = ask.input().values();
      System.arraycopy(input, 0, values, to, input.length);
      to += input.length;
    }
    return new Latents(batch, first.channels(), first.height(), first.width(), values);
  }

  /** One for each sample: [M]. */
  private static float[] timesteps(List<Ask> asks) {
    float[] timesteps = new float[asks.stream().mapToInt(ask -> ask.input().batch()).sum()];
    int to = 0;
    for (Ask ask : asks) {
      Arrays.fill(timesteps, to, to + ask.input().batch(), ask.timestep());
      to += ask.input().batch();
    }
    return timesteps;
  }

  /** Each ask's prompt once for each of its samples: [M, T, D]. */
  private static TextEmbeddings context(List<Ask> asks) {
    TextEmbeddings first = asks.get(0).branch().text();
    int size = first.values().length;
    int batch = asks.stream().mapToInt(ask -> ask.input().batch()).sum();
    float[] values = new float[batch * size];
    int to = 0;
    for (Ask ask : asks) {
      for (int i = 0; i < ask.input().batch(); i++) {
        System.arraycopy(ask.branch().text().values(), 0, values, to, size);
        to += size;
      }
    }
    return new TextEmbeddings(batch, first.tokens(), first.channels(), values);
  }
}
