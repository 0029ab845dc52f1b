package org.imagineer.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagineer.image.Image;
import org.imagineer.image.ImageStore;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.InitImage;
import org.imagineer.inference.Inpaint;
import org.imagineer.inference.lora.LoraUse;
import org.junit.jupiter.api.Test;

/** Jobs that are drawn from LoRAs and pictures. */
class IngredientsTest extends WorkerOnQueue {

  @Test
  void loras_of_the_request_and_of_the_prompt_are_recorded_with_the_picture() throws Exception {
    Path ink = lora("ink/ink.safetensors");
    lora("Oil \"rough\".safetensors");
    long id =
        queue
            .submit(
                request()
                    .withPrompt("a {fox} <lora:oil \"rough\":0.5:0.25> <lora:INK>")
                    .withLoras(List.of(LoraChoice.named("ink", -1.5))))
            .id();

    JobWorker worker = worker();
    await(id, JobStatus.COMPLETED);
    worker.stop();

    assertThat(artist.requests.get(0).loras()).containsExactly(new LoraUse(ink, -1.5, -1.5));
    assertThat(pictures(id).get(0).loraConfig())
        .contains(
            "[{'name':'ink','path':'ink/ink.safetensors','weight':-1.5},{'name':'Oil \\\"rough\\\"','path':'Oil \\\"rough\\\".safetensors','weight':0.25},{'name':'ink','path':'ink/ink.safetensors','weight':1.0}]"
                .replace('\'', '"'));
  }

  @Test
  void a_picture_is_drawn_from_another_one_and_into_a_mask() throws Exception {
    Image first = drawn();
    Image second = drawn();
    long id =
        queue
            .submit(
                request()
                    .withInitImageId(first.id())
                    .withMaskImageId(second.id())
                    .withStrength(0.5))
            .id();

    JobWorker worker = worker();
    await(id, JobStatus.COMPLETED);
    worker.stop();

    GenerationRequest last = artist.requests.get(artist.requests.size() - 1);
    assertThat(last.initImage().picture().getWidth()).isEqualTo(64);
    assertThat(last.initImage().strength()).isEqualTo(0.5);
    assertThat(last.initImage().fit()).isEqualTo(InitImage.Fit.CROP);
    assertThat(last.inpaint()).isEqualTo(Inpaint.of(last.inpaint().mask()));
    assertThat(pictures(id).get(0).loraConfig()).isEmpty();
  }

  @Test
  void what_was_deleted_since_fails_the_job_once_and_says_so() throws Exception {
    Image image = drawn();
    Path lora = lora("ink.safetensors");
    JobRequest request = request().withInitImageId(image.id());
    long withPicture = queue.submit(request).id();
    long withLora =
        queue.submit(request().withLoras(List.of(LoraChoice.at("ink.safetensors", 1.0)))).id();
    Files.delete(application.get(ImageStore.class).file(image));
    Files.delete(lora);

    JobWorker worker = worker();
    GenerationJob first = await(withPicture, JobStatus.FAILED);
    GenerationJob second = await(withLora, JobStatus.FAILED);
    worker.stop();

    assertThat(first.error()).contains("The init image %d cannot be read".formatted(image.id()));
    assertThat(first.attempts()).isEqualTo(1);
    assertThat(second.error()).contains("The LoRA 'ink' is no longer there");
    assertThat(second.attempts()).isEqualTo(1);
  }

  @Test
  void a_picture_whose_row_is_gone_fails_the_job_that_needs_it() throws Exception {
    Image image = drawn();
    long id = queue.submit(request().withInitImageId(image.id())).id();
    application.transactions.in(
        () -> {
          var em = application.transactions.entityManager();
          em.remove(em.find(Image.class, image.id()));
          return null;
        });

    JobWorker worker = worker();
    GenerationJob job = await(id, JobStatus.FAILED);
    worker.stop();

    assertThat(job.error()).contains("The init image %d is no longer there".formatted(image.id()));
  }

  private Image drawn() throws Exception {
    long id = submit(1);
    JobWorker worker = worker();
    await(id, JobStatus.COMPLETED);
    worker.stop();
    return pictures(id).get(0);
  }

  private Path lora(String path) throws Exception {
    Path file = application.settings.loras().resolve(path);
    Files.createDirectories(file.getParent());
    return Files.write(file, LoraBytes.ofWidth(64));
  }
}
