package org.imagineer.image;

/**
 * A picture's file, complete and on disk.
 *
 * @param filename the name to offer for saving
 * @param storageName the file's own, unique name
 * @param path relative to the data folder, with slashes
 * @param thumbnailPath where its thumbnail belongs, relative to the data folder
 * @param sha256 in lower-case hexadecimal digits
 * @param sizeBytes of the file
 * @param mimeType such as {@code image/png}
 */
public record StoredFile(
    String filename,
    String storageName,
    String path,
    String thumbnailPath,
    String sha256,
    long sizeBytes,
    String mimeType) {}
