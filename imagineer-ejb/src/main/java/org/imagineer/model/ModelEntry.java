package org.imagineer.model;

import java.util.Optional;
import org.imagineer.inference.savedmodel.ModelDescription.Recommended;

/**
 * One model as the catalogue lists it.
 *
 * @param name its folder's name, without slash
 * @param state whether it is in memory
 * @param reason why it failed, in one sentence; empty otherwise
 * @param recommended settings that suit it; nulls where it has no opinion
 * @param sizeBytes what its package takes on disk
 * @param isDefault whether requests that name no model get this one
 */
public record ModelEntry(
    String name,
    ModelState state,
    Optional<String> reason,
    Recommended recommended,
    long sizeBytes,
    boolean isDefault) {}
