package org.imagineer.inference.cli;

import java.util.Map;
import java.util.Optional;
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

  private final Map<String, String> environment;

  private Main(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Where the commands find things. */
  Home home() {
    return Home.of(environment);
  }

  /** A variable of the environment, unless it is not set or blank. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  public static void main(String[] arguments) {
    System.exit(run(System.getenv(), arguments));
  }

  /**
   * Runs one command.
   *
   * @param environment as the launcher sets it
   * @return the exit status
   */
  static int run(Map<String, String> environment, String... arguments) {
    return commandLine(environment).execute(arguments);
  }

  /** The parser of all commands. */
  static CommandLine commandLine(Map<String, String> environment) {
    return new CommandLine(new Main(environment))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false) // a prompt may begin with @, or look like an option
        .setAllowOptionsAsOptionParameters(true)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(
            (failure, commandLine, parsed) -> {
              commandLine.getErr().println("imagineer: " + Failures.sentence(failure));
              return 1;
            });
  }
}
