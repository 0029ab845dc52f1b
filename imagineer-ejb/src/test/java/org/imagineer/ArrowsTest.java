package org.imagineer;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.imagineer", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {

  @ArchTest
  static final ArchRule no_package_knows_those_that_stand_on_it =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("startup")
          .definedBy("org.imagineer.startup..")
          .layer("health")
          .definedBy("org.imagineer.health..")
          .layer("job")
          .definedBy("org.imagineer.job..")
          .layer("image")
          .definedBy("org.imagineer.image..")
          .layer("model")
          .definedBy("org.imagineer.model..")
          .layer("database")
          .definedBy("org.imagineer.database..")
          .layer("settings")
          .definedBy("org.imagineer.settings..")
          .whereLayer("startup")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("health")
          .mayOnlyBeAccessedByLayers("startup")
          .whereLayer("job")
          .mayOnlyBeAccessedByLayers("startup", "health")
          .whereLayer("image")
          .mayOnlyBeAccessedByLayers("startup", "health", "job")
          .whereLayer("model")
          .mayOnlyBeAccessedByLayers("startup", "health", "job")
          .whereLayer("database")
          .mayOnlyBeAccessedByLayers("startup", "job", "image")
          .whereLayer("settings")
          .mayOnlyBeAccessedByLayers("startup", "health", "job", "image", "model");
}
