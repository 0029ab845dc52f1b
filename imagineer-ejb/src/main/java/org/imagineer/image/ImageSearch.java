package org.imagineer.image;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Order;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.imagineer.database.ImagineerDatabase;

/** Finds pictures by what they are. Each call is a transaction; pictures come back detached. */
@ApplicationScoped
@Transactional
public class ImageSearch {

  private static final int USUAL_PER_PAGE = 20;
  private static final char ESCAPE = '!';

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
    long total = count(filter);
    long skipped = (number - 1L) * size;
    List<Image> items = skipped >= total ? List.of() : items(filter, (int) skipped, size);
    return new Page<>(items, total, number, size);
  }

  private long count(ImageFilter filter) {
    CriteriaBuilder is = em.getCriteriaBuilder();
    CriteriaQuery<Long> query = is.createQuery(Long.class);
    Root<Image> image = query.from(Image.class);
    query.select(is.count(image)).where(predicates(filter, is, image));
    return em.createQuery(query).getSingleResult();
  }

  private List<Image> items(ImageFilter filter, int skipped, int size) {
    CriteriaBuilder is = em.getCriteriaBuilder();
    CriteriaQuery<Image> query = is.createQuery(Image.class);
    Root<Image> image = query.from(Image.class);
    query.select(image).where(predicates(filter, is, image)).orderBy(order(filter, is, image));
    return em.createQuery(query).setFirstResult(skipped).setMaxResults(size).getResultList();
  }

  private static Predicate[] predicates(ImageFilter filter, CriteriaBuilder is, Root<Image> image) {
    List<Predicate> all = new ArrayList<>();
    if (filter.visibility() != Visibility.ALL) {
      all.add(is.equal(image.get("visibleToAll"), filter.visibility() == Visibility.PUBLIC));
    }
    filter.nsfw().ifPresent(nsfw -> all.add(is.equal(image.get("nsfw"), nsfw)));
    filter.model().ifPresent(model -> all.add(is.equal(image.get("model"), model)));
    filter.jobId().ifPresent(job -> all.add(is.equal(image.get("jobId"), job)));
    filter.from().ifPresent(t -> all.add(is.greaterThanOrEqualTo(image.get("createdAt"), t)));
    filter.to().ifPresent(t -> all.add(is.lessThanOrEqualTo(image.get("createdAt"), t)));
    for (String word : filter.words()) {
      all.add(is.like(is.lower(image.get("prompt")), containing(word), ESCAPE));
    }
    return all.toArray(Predicate[]::new);
  }

  private static List<Order> order(ImageFilter filter, CriteriaBuilder is, Root<Image> image) {
    // The id settles what was made in the same moment, so that no page repeats another's pictures.
    return switch (filter.order()) {
      case NEWEST -> List.of(is.desc(image.get("createdAt")), is.desc(image.get("id")));
      case OLDEST -> List.of(is.asc(image.get("createdAt")), is.asc(image.get("id")));
      case UPDATED -> List.of(is.desc(image.get("updatedAt")), is.desc(image.get("id")));
    };
  }

  /** A LIKE pattern in which the word's own wildcards stand for themselves. */
  private static String containing(String word) {
    return "%" + word.toLowerCase(Locale.ROOT).replaceAll("[!%_]", ESCAPE + "$0") + "%";
  }
}
