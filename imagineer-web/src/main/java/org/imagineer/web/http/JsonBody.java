package org.imagineer.web.http;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads a request body that must be one JSON object, without trusting its size, depth or bytes. */
public final class JsonBody {

  /** The largest JSON body, in bytes. */
  public static final int MAX_BYTES = 10 << 20;

  private JsonBody() {}

  /**
   * @param type the Content-Type, or null when the client sent none
   * @throws ApiException 415 unless the type is JSON, 413 beyond {@link #MAX_BYTES}, 400 if it is
   *     not one JSON object in UTF-8
   */
  public static JsonObject read(MediaType type, InputStream body) throws IOException {
    if (!isJson(type)) {
      throw new ApiException(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }
    byte[] bytes = body.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new ApiException(ErrorCode.PAYLOAD_TOO_LARGE);
    }
    try {
      // Refuses bad bytes; new String(bytes, UTF_8) would replace them.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (StrictJson.parse(text) instanceof JsonObject object) {
        return object;
      }
    } catch (CharacterCodingException | StrictJson.MalformedJsonException notJson) {
      throw new ApiException(ErrorCode.INVALID_JSON);
    }
    throw new ApiException(ErrorCode.INVALID_JSON);
  }

  private static boolean isJson(MediaType type) {
    return type != null
        && type.getType().equalsIgnoreCase("application")
        && (type.getSubtype().equalsIgnoreCase("json")
            || type.getSubtype().toLowerCase(Locale.ROOT).endsWith("+json"));
  }
}
