package org.imagineer.image;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.imagineer.database.ImagineerDatabase;

/** The pictures there are. Each call is a transaction; pictures come back detached. */
@ApplicationScoped
@Transactional
public class ImageLibrary {

  /** The most pictures a page holds. */
  public static final int MAX_PER_PAGE = 100;

  private static final int USUAL_PER_PAGE = 20;

  private EntityManager em;

  /** For the container's client proxy. */
  protected ImageLibrary() {}

  @Inject
  public ImageLibrary(@ImagineerDatabase EntityManager em) {
    this.em = em;
  }

  /**
   * A page of pictures, newest first. Lenient: values out of range become the nearest or usual one
   * (page below 1 is 1, perPage below 1 is 20, above the maximum is the maximum).
   */
  public Page<Image> list(Visibility visibility, int page, int perPage) {
    int size = perPage < 1 ? USUAL_PER_PAGE : Math.min(perPage, MAX_PER_PAGE);
    int number = Math.max(page, 1);
    // Past any possible end, an offset would overflow.
    long offset = Math.min((number - 1L) * size, Integer.MAX_VALUE);
    List<Image> images =
        em.createQuery(
                "select i from Image i where i.visibleToAll in ?1"
                    + " order by i.createdAt desc, i.id desc",
                Image.class)
            .setParameter(1, visibility.shown())
            .setFirstResult((int) offset)
            .setMaxResults(size)
            .getResultList();
    return new Page<>(images, count(visibility), number, size);
  }

  /** The picture of this id. */
  public Optional<Image> find(long id) {
    return Optional.ofNullable(em.find(Image.class, id));
  }

  /** How many pictures a list of this visibility has. */
  public long count(Visibility visibility) {
    return em.createQuery("select count(i) from Image i where i.visibleToAll in ?1", Long.class)
        .setParameter(1, visibility.shown())
        .getSingleResult();
  }

  /** The finished pictures of jobs, in order; jobs without any are left out. */
  public Map<Long, List<Image>> ofJobs(Collection<Long> jobIds) {
    if (jobIds.isEmpty()) {
      return Map.of();
    }
    return em.createQuery(
            "select i from Image i where i.jobId in ?1 order by i.imageIndex", Image.class)
        .setParameter(1, jobIds)
        .getResultStream()
        .collect(Collectors.groupingBy(image -> image.jobId().orElseThrow()));
  }
}
