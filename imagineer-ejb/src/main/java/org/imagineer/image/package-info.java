/**
 * Pictures: their rows, their files, their thumbnails.
 *
 * <p>Touches the settings and the inference library's picture formats; knows no models, no queue.
 */
package org.imagineer.image;
