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

  private EntityManager em;

  /** For the container's client proxy. */
  protected ImageLibrary() {}

  @Inject
  public ImageLibrary(@ImagineerDatabase EntityManager em) {
    this.em = em;
  }

  /** The picture of this id. */
  public Optional<Image> find(long id) {
    return Optional.ofNullable(em.find(Image.class, id));
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
