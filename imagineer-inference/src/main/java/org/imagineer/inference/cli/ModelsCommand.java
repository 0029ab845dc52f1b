package org.imagineer.inference.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.imagineer.inference.savedmodel.ModelPackage;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code ./imagineer models}: what is ready to draw. */
@Command(
    name = "models",
    description = "Lists the model packages in IMAGINEER_HOME/models; 'models pull' fetches one.",
    subcommands = PullCommand.class,
    mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  /** The command line that this belongs to. */
  Main main() {
    return main;
  }

  @Override
  public Integer call() {
    Home home = main.home();
    List<ModelPackage> packages = home.packages();
    System.out.println(ModelLines.heading());
    packages.forEach(model -> System.out.println(ModelLines.row(model)));
    home.outdated().forEach(name -> System.out.println(ModelLines.outdated(name)));
    boolean demoWaits =
        home.demoCheckpoint().isPresent()
            && packages.stream().noneMatch(model -> model.name().equals(Home.DEMO));
    if (demoWaits) {
      System.out.println(ModelLines.waiting(Home.DEMO));
    }
    return 0;
  }
}
