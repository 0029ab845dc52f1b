package org.imagineer.inference.schedule;

/**
 * Unit normal noise exactly as PyTorch draws it on the CPU: {@code torch.randn(shape,
 * generator=torch.Generator('cpu').manual_seed(seed))} in float32. Mersenne Twister (Matsumoto and
 * Nishimura 1998, MT19937) and the Box-Muller transform, in PyTorch's order. Not thread-safe.
 *
 * <pre>z1 = sqrt(-2 ln u1) cos(2 pi u2),   z2 = sqrt(-2 ln u1) sin(2 pi u2)</pre>
 */
public final class TorchNoise implements Noise {

  private static final int N = 624;
  private static final int M = 397;

  /** Tensors of at least this many values are drawn in blocks of as many. */
  private static final int BLOCK = 16;

  private final int[] state = new int[N];
  private int next = N;
  private double waiting;
  private boolean isWaiting;

  /**
   * @param seed its lower 32 bits count, as in PyTorch
   */
  public TorchNoise(long seed) {
    state[0] = (int) seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
    }
  }

  @Override
  public Latents next(Latents like) {
    return like.with(next(like.values().length));
  }

  /** Noise of a shape [batch, channels, height, width]. */
  public Latents next(int batch, int channels, int height, int width) {
    return new Latents(batch, channels, height, width, next(batch * channels * height * width));
  }

  /** The next values, as one tensor of this many. */
  public float[] next(int size) {
    float[] values = new float[size];
    if (size < BLOCK) {
      for (int i = 0; i < size; i++) {
        values[i] = (float) single();
      }
      return values;
    }
    for (int i = 0; i < size; i++) {
      values[i] = uniform();
    }
    for (int i = 0; i + BLOCK <= size; i += BLOCK) {
      transform(values, i);
    }
    if (size % BLOCK != 0) {
      // The tail has no whole block: the last sixteen values are drawn anew.
      for (int i = size - BLOCK; i < size; i++) {
        values[i] = uniform();
      }
      transform(values, size - BLOCK);
    }
    return values;
  }

  private static void transform(float[] values, int from) {
    for (int i = from; i < from + BLOCK / 2; i++) {
      float u1 = 1 - values[i];
      float u2 = values[i + BLOCK / 2];
      float radius = (float) Math.sqrt(-2 * (float) Math.log(u1));
      float angle = (float) (2 * Math.PI) * u2;
      values[i] = radius * (float) Math.cos(angle);
      values[i + BLOCK / 2] = radius * (float) Math.sin(angle);
    }
  }

  private double single() {
    if (isWaiting) {
      isWaiting = false;
      return waiting;
    }
    double u1 = uniformDouble();
    double u2 = uniformDouble();
    double radius = Math.sqrt(-2 * Math.log1p(-u2));
    double angle = 2 * Math.PI * u1;
    waiting = radius * Math.sin(angle);
    isWaiting = true;
    return radius * Math.cos(angle);
  }

  /** [0, 1) in steps of 2^-24. */
  private float uniform() {
    return (twist() & (1 << 24) - 1) * 0x1p-24f;
  }

  /** [0, 1) in steps of 2^-53. */
  private double uniformDouble() {
    long bits = (long) twist() << 32 | twist() & 0xffffffffL;
    return (bits & (1L << 53) - 1) * 0x1p-53;
  }

  private int twist() {
    if (next == N) {
      for (int i = 0; i < N; i++) {
        int y = state[i] & 0x80000000 | state[(i + 1) % N] & 0x7fffffff;
        state[i] = state[(i + M) % N] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
      }
      next = 0;
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= y << 7 & 0x9d2c5680;
    y ^= y << 15 & 0xefc60000;
    return y ^ y >>> 18;
  }
}
