package org.imagineer.web.image;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.List;
import org.imagineer.image.Page;
import org.imagineer.web.Rows;
import org.imagineer.web.http.JsonFormat;
import org.junit.jupiter.api.Test;

class ImageViewTest {

  private static final String[] FIELDS = {
    "id",
    "filename",
    "storage_name",
    "download_url",
    "thumbnail_url",
    "prompt",
    "negative_prompt",
    "seed",
    "steps",
    "guidance_scale",
    "width",
    "height",
    "scheduler",
    "model",
    "lora_config",
    "job_id",
    "owner",
    "is_nsfw",
    "is_public",
    "created_at",
    "updated_at",
    "size_bytes",
    "mime_type",
    "file_path",
    "thumbnail_path"
  };

  @Test
  void it_has_all_fields_and_nulls_only_where_clients_expect_them() {
    JsonObject view = json(ImageView.of(Rows.image(9, true), true, false));
    assertThat(view).containsOnlyKeys(FIELDS);
    assertThat(view.getString("download_url")).isEqualTo("/images/9/file");
    assertThat(view.getString("thumbnail_url")).isEqualTo("/images/9/thumbnail");
    assertThat(view.getString("file_path")).isEqualTo("images/2026/02/000007-0.png");
    assertThat(view.getInt("job_id")).isEqualTo(7);
    assertThat(view.getString("created_at")).isEqualTo("2026-02-28T12:00:00.000Z");
    assertThat(view.keySet().stream().filter(view::isNull)).containsOnly("lora_config", "owner");
  }

  @Test
  void strangers_do_not_learn_where_the_files_lie() {
    JsonObject view = json(ImageView.of(Rows.image(9, true), false, false));
    assertThat(view.isNull("file_path")).isTrue();
    assertThat(view.isNull("thumbnail_path")).isTrue();
  }

  @Test
  void labels_are_there_when_asked_for() {
    JsonObject view = json(ImageView.of(Rows.image(9, true), true, true));
    assertThat(view.getJsonArray("labels")).isEmpty();
  }

  @Test
  void a_page_without_pictures_has_no_pages() {
    JsonObject view = json(ImagePageView.of(new Page<>(List.of(), 0, 1, 20), image -> null));
    assertThat(view).containsOnlyKeys("images", "total", "page", "per_page", "pages");
    assertThat(view.getInt("pages")).isZero();
    assertThat(view.getInt("per_page")).isEqualTo(20);
  }

  private static JsonObject json(Object view) {
    String text = new JsonFormat().getContext(null).toJson(view);
    return Json.createReader(new StringReader(text)).readObject();
  }
}
