/**
 * The doors to finished pictures: lists, single pictures, their files and thumbnails. Reads through
 * {@code org.imagineer.image}; changes nothing.
 */
package org.imagineer.web.image;
