package org.imagineer.model;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import org.imagineer.inference.savedmodel.ConversionProgress;
import org.imagineer.inference.savedmodel.ModelPackage;
import org.imagineer.inference.savedmodel.SavedModelConverter;
import org.imagineer.settings.Settings;

/** Makes model packages of the checkpoints that have none yet: the demo and the imported ones. */
@Dependent
public class ModelImports {

  private static final System.Logger LOG = System.getLogger(ModelImports.class.getName());

  /** Makes a package of a checkpoint, which appears whole or not at all. */
  @FunctionalInterface
  interface Conversion {
    void convert(Path checkpoint, Path folder, boolean overwrite) throws IOException;
  }

  private final Settings settings;
  private final ModelFolder folder;
  private final ModelCatalog catalog;
  private final Conversion conversion;

  @Inject
  public ModelImports(Settings settings, ModelCatalog catalog) {
    this(
        settings,
        catalog,
        (checkpoint, folder, overwrite) ->
            new SavedModelConverter(ConversionProgress.NONE)
                .convert(
                    checkpoint, Companions.of(checkpoint, settings.models()), folder, overwrite));
  }

  ModelImports(Settings settings, ModelCatalog catalog, Conversion conversion) {
    this.settings = settings;
    this.folder = new ModelFolder(settings.models());
    this.catalog = catalog;
    this.conversion = conversion;
  }

  /**
   * Converts what has no package yet, or one of an earlier version. A checkpoint of no use is noted
   * in the catalogue.
   */
  public void convertNew() {
    settings.demoModel().ifPresent(demo -> convert(ModelCatalog.DEMO, demo.resolve("checkpoint")));
    folder.imports().forEach(checkpoint -> convert(nameOf(checkpoint), checkpoint));
  }

  private void convert(String name, Path checkpoint) {
    boolean outdated = ModelPackage.isOutdated(folder.of(name));
    if (folder.packages().contains(name) && !outdated) {
      return;
    }
    LOG.log(System.Logger.Level.INFO, "converting {0} to the model {1}", checkpoint, name);
    catalog.mark(name, ModelState.LOADING);
    try {
      conversion.convert(checkpoint, folder.of(name), outdated);
      catalog.mark(name, ModelState.UNLOADED);
    } catch (IOException | RuntimeException | OutOfMemoryError | LinkageError e) {
      LOG.log(System.Logger.Level.ERROR, "cannot convert " + checkpoint, e);
      catalog.failed(name, e);
    }
  }

  /** The name of the model that a folder or file becomes. */
  static String nameOf(Path checkpoint) {
    return checkpoint.getFileName().toString().replaceFirst("\\.(safetensors|ckpt)$", "");
  }
}
