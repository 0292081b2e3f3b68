package org.kafkayarn.client.command;

import java.util.concurrent.Callable;
import org.kafkayarn.client.text.Console;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code completion}: has the shell complete verbs and options. */
@Command(
    name = "completion",
    description = "Print a script that completes verbs and options in bash and in zsh.",
    footer = {"%nExamples:", "  source <(kafka-yarn completion)"})
public final class CompletionCommand implements Callable<Integer> {
  private final Console console;
  @Spec private CommandSpec spec;

  public CompletionCommand(Surroundings surroundings) {
    this.console = surroundings.console();
  }

  @Override
  public Integer call() {
    AutoComplete.bash("kafka-yarn", spec.root().commandLine()).lines().forEach(console::print);
    return 0;
  }
}
