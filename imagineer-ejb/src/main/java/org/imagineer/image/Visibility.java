package org.imagineer.image;

/** Which pictures a list shows. */
public enum Visibility {
  PUBLIC,
  PRIVATE,
  ALL
}
