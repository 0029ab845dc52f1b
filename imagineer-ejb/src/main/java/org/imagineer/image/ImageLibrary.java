package org.imagineer.image;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  public ImageLibrary(EntityManager em) {
    this.em = em;
  }

  /**
   * A page of pictures, newest first. Lenient: values out of range become the nearest or usual one
   * (page below 1 is 1, perPage below 1 is 20, above the maximum is the maximum).
   */
  public Page<Image> list(Visibility visibility, int page, int perPage) {
    return new Page<>(List.of(), 0, 1, 20);
  }

  /** The picture of this id. */
  public Optional<Image> find(long id) {
    return Optional.ofNullable(em.find(Image.class, id));
  }

  /** How many pictures a list of this visibility has. */
  public long count(Visibility visibility) {
    return 0;
  }

  /** The finished pictures of jobs, in order; jobs without any are left out. */
  public Map<Long, List<Image>> ofJobs(Collection<Long> jobIds) {
    return Map.of();
  }
}
