package org.kafkayarn.client;

import org.kafkayarn.client.command.Surroundings;
import picocli.CommandLine;

/** Opens to other packages' tests what the program's entry keeps to itself. */
public final class CommandLineRun {
  private CommandLineRun() {}

  public static int of(String[] args, Surroundings surroundings) {
    return Main.run(args, surroundings);
  }

  public static CommandLine parser(Surroundings surroundings) {
    return Main.commandLine(surroundings);
  }
}
