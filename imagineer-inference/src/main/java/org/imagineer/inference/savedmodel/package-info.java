/**
 * Model packages: checkpoints turned into SavedModels on disk, and SavedModels turned into networks
 * that run. May use checkpoints and networks.
 */
package org.imagineer.inference.savedmodel;
