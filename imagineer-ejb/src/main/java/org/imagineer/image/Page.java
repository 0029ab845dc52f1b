package org.imagineer.image;

import java.util.List;

/**
 * One page of a list.
 *
 * @param items at most {@code perPage}
 * @param total items on all pages
 * @param page from 1
 * @param perPage items on a full page
 */
public record Page<T>(List<T> items, long total, int page, int perPage) {

  /** How many pages there are; 0 when there are no items. */
  public int pages() {
    return (int) ((total + perPage - 1) / perPage);
  }
}
