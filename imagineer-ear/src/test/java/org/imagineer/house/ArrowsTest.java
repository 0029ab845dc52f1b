package org.imagineer.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** web -> ejb -> inference, and nothing back. */
@AnalyzeClasses(locations = ArrowsTest.Modules.class)
class ArrowsTest {

  private static final String INFERENCE = "org.imagineer.inference..";
  private static final String WEB = "org.imagineer.web..";

  /** The compiled classes of the three modules with code. */
  static final class Modules implements LocationProvider {
    @Override
    public Set<Location> get(Class<?> test) {
      return Stream.of("imagineer-inference", "imagineer-ejb", "imagineer-web")
          .map(module -> Path.of(System.getProperty("imagineer.root"), module, "target", "classes"))
          .map(Location::of)
          .collect(Collectors.toSet());
    }
  }

  @ArchTest
  static final ArchRule modules_point_downward =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("org.imagineer..")
          .layer("web")
          .definedBy(WEB)
          .layer("ejb")
          .definedBy(
              "org.imagineer.job..",
              "org.imagineer.image..",
              "org.imagineer.model..",
              "org.imagineer.settings..",
              "org.imagineer.health..",
              "org.imagineer.database..",
              "org.imagineer.startup..")
          .layer("inference")
          .definedBy(INFERENCE)
          .whereLayer("web")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("ejb")
          .mayOnlyBeAccessedByLayers("web")
          .ensureAllClassesAreContainedInArchitecture();

  @ArchTest
  static final ArchRule inference_is_plain_java =
      noClasses()
          .that()
          .resideInAPackage(INFERENCE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "jakarta..", "org.eclipse.microprofile..", "java.sql..", "org.imagineer.job..");

  @ArchTest
  static final ArchRule only_the_networks_know_tensorflow =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.imagineer.inference.network..", "org.imagineer.inference.savedmodel..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.tensorflow..")
                  // Shapes and arrays are plain Java of a library of their own.
                  .and(resideOutsideOfPackage("org.tensorflow.ndarray..")));

  @ArchTest
  static final ArchRule nothing_uses_the_command_line =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.imagineer.inference.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.imagineer.inference.cli..", "picocli..", "me.tongfei..");

  @ArchTest
  static final ArchRule only_the_doors_speak_http =
      noClasses()
          .that()
          .resideOutsideOfPackage(WEB)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.ws.rs..", "jakarta.servlet..");

  @ArchTest
  static final ArchRule the_doors_have_no_database =
      noClasses()
          .that()
          .resideInAPackage(WEB)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.persistence..", "java.sql..", "javax.sql..");

  @ArchTest
  static final ArchRule packages_of_the_engine_have_no_cycles =
      slices().matching("org.imagineer.inference.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule features_of_the_doors_have_no_cycles =
      slices().matching("org.imagineer.web.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule names_say_what_a_class_is =
      classes()
          .should()
          .haveSimpleNameNotEndingWith("Impl")
          .andShould()
          .haveSimpleNameNotEndingWith("Manager")
          .andShould()
          .haveSimpleNameNotEndingWith("Helper")
          .andShould()
          .haveSimpleNameNotEndingWith("Util")
          .andShould()
          .haveSimpleNameNotEndingWith("Utils");
}
