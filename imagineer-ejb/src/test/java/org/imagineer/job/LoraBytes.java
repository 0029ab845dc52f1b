package org.imagineer.job;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The smallest LoRA files there are. */
final class LoraBytes {

  private static final String LAYER =
      "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_k";

  private LoraBytes() {}

  /** A file of rank 1 that changes one cross-attention of this width by nothing. */
  static byte[] ofWidth(int width) {
    String header =
        """
        {"%1$s.lora_down.weight": {"dtype": "F32", "shape": [1, %2$d], "data_offsets": [0, %3$d]},
         "%1$s.lora_up.weight": {"dtype": "F32", "shape": [1, 1], "data_offsets": [%3$d, %4$d]}}"""
            .formatted(LAYER, width, 4 * width, 4 * width + 4);
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + text.length + 4 * width + 4)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .array();
  }
}
