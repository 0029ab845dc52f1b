package org.imagineer.inference;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** A virtual machine like this one, for what needs a process of its own. */
public final class OtherProcess {

  private OtherProcess() {}

  /**
   * Java with this one's class path and native libraries, not started yet.
   *
   * @param options of the virtual machine
   */
  public static ProcessBuilder of(Class<?> main, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(options);
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-Dorg.bytedeco."))
        .forEach(command::add);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
