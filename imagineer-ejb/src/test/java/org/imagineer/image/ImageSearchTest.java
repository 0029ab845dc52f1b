package org.imagineer.image;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.imagineer.database.TestApplication;
import org.imagineer.database.TestDatabase;
import org.imagineer.image.ImageFilter.Order;
import org.imagineer.inference.GenerationRequest;
import org.imagineer.inference.schedule.SchedulerKind;
import org.imagineer.job.JobQueue;
import org.imagineer.job.JobRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class ImageSearchTest {

  private static final Instant NOON = Instant.parse("2026-02-28T12:00:00Z");

  @Parameter TestDatabase database;
  @TempDir Path home;

  private TestApplication application;
  private ImageSearch search;
  private long job;
  private int made;

  @BeforeEach
  void start() {
    application = new TestApplication(database.empty(), home);
    search = application.get(ImageSearch.class);
    job = application.get(JobQueue.class).submit(JobRequest.of("pictures")).id();
  }

  @AfterEach
  void stop() {
    application.close();
  }

  @Test
  void all_words_must_be_in_the_prompt_in_any_case() throws Exception {
    long fox = picture("A Red FOX in Ünterland", true, 0);
    picture("a red car", true, 1);
    assertThat(ids(words("red", "fOx"))).containsExactly(fox);
    assertThat(ids(words("fo"))).containsExactly(fox);
    assertThat(ids(words("nterland"))).containsExactly(fox);
    assertThat(ids(words("fox", "car"))).isEmpty();
  }

  @Test
  void wildcards_and_quotes_of_a_word_stand_for_themselves() throws Exception {
    long percent = picture("100% wool", true, 0);
    long quote = picture("the fox's_den", true, 1);
    picture("1000 sheep", true, 2);
    assertThat(ids(words("100%"))).containsExactly(percent);
    assertThat(ids(words("fox's_d"))).containsExactly(quote);
    assertThat(ids(words("' or '1'='1"))).isEmpty();
    assertThat(ids(words("\\"))).isEmpty();
  }

  @Test
  void visibility_narrows_the_list() throws Exception {
    long shown = picture("a", true, 0);
    long hidden = picture("b", false, 1);
    assertThat(ids(ImageFilter.of(Visibility.PUBLIC))).containsExactly(shown);
    assertThat(ids(ImageFilter.of(Visibility.PRIVATE))).containsExactly(hidden);
    assertThat(ids(ImageFilter.of(Visibility.ALL))).containsExactly(hidden, shown);
  }

  @Test
  void model_job_and_mark_narrow_the_list() throws Exception {
    long id = picture("a", true, 0);
    assertThat(ids(filter(Optional.of(false), Optional.of("demo"), Optional.of(job))))
        .containsExactly(id);
    assertThat(ids(filter(Optional.of(true), Optional.empty(), Optional.empty()))).isEmpty();
    assertThat(ids(filter(Optional.empty(), Optional.of("other"), Optional.empty()))).isEmpty();
    assertThat(ids(filter(Optional.empty(), Optional.empty(), Optional.of(job + 1)))).isEmpty();
  }

  @Test
  void a_lora_is_found_by_its_whole_name_in_any_case() throws Exception {
    long ink =
        picture("a", "[{\"name\":\"Ink_2\",\"path\":\"ink/oil.safetensors\",\"weight\":1.0}]");
    picture("b", "[{\"name\":\"ink-2\",\"path\":\"c\",\"weight\":1.0}]");
    picture("c", true, 2);
    assertThat(ids(lora("ink_2"))).containsExactly(ink);
    assertThat(ids(lora("ink"))).isEmpty();
    assertThat(ids(lora("oil"))).isEmpty();
    assertThat(ids(lora("\""))).isEmpty();
  }

  @Test
  void both_ends_of_a_time_belong_to_it() throws Exception {
    long first = picture("a", true, 0);
    long second = picture("b", true, 1);
    picture("c", true, 2);
    assertThat(ids(between(NOON, NOON.plusSeconds(1)))).containsExactly(second, first);
    assertThat(ids(between(NOON.minusSeconds(9), NOON.minusSeconds(1)))).isEmpty();
  }

  @Test
  void order_is_by_time_and_then_by_id() throws Exception {
    long late = picture("a", true, 5);
    long early = picture("b", true, 1);
    long same = picture("c", true, 1);
    assertThat(ids(ordered(Order.NEWEST))).containsExactly(late, same, early);
    assertThat(ids(ordered(Order.OLDEST))).containsExactly(early, same, late);
    assertThat(ids(ordered(Order.UPDATED))).containsExactly(late, same, early);
  }

  @Test
  void a_page_past_the_end_is_empty_and_still_counts() throws Exception {
    picture("a", true, 0);
    Page<Image> page = search.page(ImageFilter.of(Visibility.ALL), Integer.MAX_VALUE, 100);
    assertThat(page.items()).isEmpty();
    assertThat(page.total()).isEqualTo(1);
  }

  private List<Long> ids(ImageFilter filter) {
    Page<Image> page = search.page(filter, 1, 100);
    assertThat(page.total()).isEqualTo(page.items().size());
    return page.items().stream().map(Image::id).toList();
  }

  private long picture(String prompt, boolean visible, int second) throws Exception {
    return picture(prompt, null, visible, second);
  }

  private long picture(String prompt, String loras) throws Exception {
    return picture(prompt, loras, true, 0);
  }

  private long picture(String prompt, String loras, boolean visible, int second) throws Exception {
    int index = made++;
    StoredFile file =
        new StoredFile("a.png", "a" + index, "a", "t", "0".repeat(64), 1, "image/png");
    GenerationRequest request =
        GenerationRequest.of(prompt)
            .with(
                draft ->
                    draft
                        .seed(7)
                        .steps(20)
                        .guidanceScale(7.5)
                        .width(128)
                        .height(64)
                        .scheduler(SchedulerKind.EULER_A));
    Image image =
        new Image(file, request, "demo", loras, job, index, visible, NOON.plusSeconds(second));
    EntityManager em = application.transactions.entityManager();
    application.transactions.in(
        () -> {
          em.persist(image);
          return null;
        });
    return image.id();
  }

  private static ImageFilter words(String... words) {
    return with(Optional.empty(), List.of(words), Optional.empty(), Optional.empty());
  }

  private static ImageFilter filter(
      Optional<Boolean> nsfw, Optional<String> model, Optional<Long> job) {
    return with(nsfw, List.of(), model, job);
  }

  private static ImageFilter lora(String name) {
    return new ImageFilter(
        Visibility.PUBLIC,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.of(name),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Order.NEWEST);
  }

  private static ImageFilter with(
      Optional<Boolean> nsfw, List<String> words, Optional<String> model, Optional<Long> job) {
    return new ImageFilter(
        Visibility.PUBLIC,
        nsfw,
        words,
        model,
        Optional.empty(),
        job,
        Optional.empty(),
        Optional.empty(),
        Order.NEWEST);
  }

  private static ImageFilter between(Instant from, Instant to) {
    return new ImageFilter(
        Visibility.ALL,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(from),
        Optional.of(to),
        Order.NEWEST);
  }

  private static ImageFilter ordered(Order order) {
    return new ImageFilter(
        Visibility.ALL,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        order);
  }
}
