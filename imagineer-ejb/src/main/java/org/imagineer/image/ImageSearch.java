package org.imagineer.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.imagineer.database.ImagineerDatabase;

/** Finds pictures by what they are. Each call is a transaction; pictures come back detached. */
@ApplicationScoped
@Transactional
public class ImageSearch {

  private static final int USUAL_PER_PAGE = 20;

  /**
   * In SQL, because JPQL's LOWER and LIKE make EclipseLink write all values of the query into its
   * text when it talks to H2, and booleans as numbers, which H2 then refuses.
   */
  private static final String CONTAINS = "case when lower(?) like ? escape ''!'' then 1 else 0 end";

  private static final ObjectMapper JSON = new ObjectMapper();

  private EntityManager em;

  /** For the container's client proxy. */
  protected ImageSearch() {}

  @Inject
  public ImageSearch(@ImagineerDatabase EntityManager em) {
    this.em = em;
  }

  /**
   * A page of the pictures that pass. Lenient: page below 1 is 1, perPage below 1 is 20 and above
   * {@link ImageLibrary#MAX_PER_PAGE} is that; past the end the page is empty.
   */
  public Page<Image> page(ImageFilter filter, int page, int perPage) {
    int number = Math.max(1, page);
    int size = perPage < 1 ? USUAL_PER_PAGE : Math.min(perPage, ImageLibrary.MAX_PER_PAGE);
    Conditions conditions = conditions(filter);
    long total = conditions.query("select count(i)", "", Long.class).getSingleResult();
    long skipped = (number - 1L) * size;
    List<Image> items =
        skipped >= total
            ? List.of()
            : conditions
                .query("select i", order(filter.order()), Image.class)
                .setFirstResult((int) skipped)
                .setMaxResults(size)
                .getResultList();
    return new Page<>(items, total, number, size);
  }

  private Conditions conditions(ImageFilter filter) {
    Conditions all = new Conditions();
    if (filter.visibility() != Visibility.ALL) {
      all.add("i.visibleToAll = :public", "public", filter.visibility() == Visibility.PUBLIC);
    }
    filter.nsfw().ifPresent(nsfw -> all.add("i.nsfw = :nsfw", "nsfw", nsfw));
    filter.model().ifPresent(model -> all.add("i.model = :model", "model", model));
    filter.lora().ifPresent(lora -> all.contains("i.loraConfig", loraNamed(lora)));
    filter.jobId().ifPresent(job -> all.add("i.jobId = :job", "job", job));
    filter.from().ifPresent(from -> all.add("i.createdAt >= :from", "from", from));
    filter.to().ifPresent(to -> all.add("i.createdAt <= :to", "to", to));
    filter.words().forEach(word -> all.contains("i.prompt", word));
    return all;
  }

  /** As {@link Image#loraConfig} holds it. */
  private static String loraNamed(String name) {
    return "\"name\":" + JSON.valueToTree(name);
  }

  private static String order(ImageFilter.Order order) {
    // The id settles what was made in the same moment, so that no page repeats another's pictures.
    return switch (order) {
      case NEWEST -> " order by i.createdAt desc, i.id desc";
      case OLDEST -> " order by i.createdAt, i.id";
      case UPDATED -> " order by i.updatedAt desc, i.id desc";
    };
  }

  /** A LIKE pattern in which the word's own wildcards stand for themselves. */
  private static String containing(String word) {
    return "%" + word.toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0") + "%";
  }

  /** What pictures must fulfil, all of it. */
  private final class Conditions {

    private final List<String> texts = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    void add(String text, String name, Object value) {
      texts.add(text);
      values.put(name, value);
    }

    /** A column contains a text, in any case. */
    void contains(String column, String text) {
      String name = "text" + texts.size();
      add("SQL('" + CONTAINS + "', " + column + ", :" + name + ") = 1", name, containing(text));
    }

    <T> TypedQuery<T> query(String select, String order, Class<T> type) {
      String where = texts.isEmpty() ? "" : " where " + String.join(" and ", texts);
      TypedQuery<T> query = em.createQuery(select + " from Image i" + where + order, type);
      values.forEach(query::setParameter);
      return query;
    }
  }
}
