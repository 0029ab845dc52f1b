package org.imagineer.inference.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the command line. Exit status: 0 done, 1 failed with a message, 2 wrong usage. */
@Command(
    name = "imagineer",
    description = "Draws pictures from words on your own machine.",
    mixinStandardHelpOptions = true,
    subcommands = {
      GenerateCommand.class,
      ConvertCommand.class,
      ModelsCommand.class,
      InfoCommand.class,
      BenchCommand.class
    })
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs one command. @return the exit status */
  static int run(String... arguments) {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(
            (failure, commandLine, parsed) -> {
              commandLine.getErr().println("imagineer: " + Failures.sentence(failure));
              return 1;
            })
        .execute(arguments);
  }
}
