package org.kafkayarn.client;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.command.ClientConfigCommand;
import org.kafkayarn.client.command.DataCommand;
import org.kafkayarn.client.command.DataExportCommand;
import org.kafkayarn.client.command.DataListCommand;
import org.kafkayarn.client.command.DataPurgeCommand;
import org.kafkayarn.client.command.DataRestoreCommand;
import org.kafkayarn.client.command.DestroyCommand;
import org.kafkayarn.client.command.EventsCommand;
import org.kafkayarn.client.command.MetadataCommand;
import org.kafkayarn.client.command.MetadataShowCommand;
import org.kafkayarn.client.command.MetadataUpgradeCommand;
import org.kafkayarn.client.command.RecoverCommand;
import org.kafkayarn.client.command.SpecApplyCommand;
import org.kafkayarn.client.command.SpecCommand;
import org.kafkayarn.client.command.SpecDiffCommand;
import org.kafkayarn.client.command.SpecGetCommand;
import org.kafkayarn.client.command.StatusCommand;
import org.kafkayarn.client.command.StopCommand;
import org.kafkayarn.client.command.SubmitCommand;
import org.kafkayarn.client.command.Surroundings;
import org.kafkayarn.client.command.UpgradeCommand;
import org.kafkayarn.client.local.LocalCommand;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.OneLine;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: finds the verb, runs it, and turns what goes wrong into one line. */
public final class Main {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;
  private static final String DEFAULT_VERB = "submit";

  private Main() {}

  /** The program without a verb; it only shows what there is. */
  @Command(
      name = "kafka-yarn",
      description = "Apache Kafka as an application of Apache Hadoop YARN.",
      synopsisHeading = "Usage: ",
      customSynopsis = "kafka-yarn [submit] -brokers 3 …, or kafka-yarn VERB …",
      commandListHeading = "%nVerbs:%n",
      footer = "%nThe options of a verb: kafka-yarn help VERB")
  private static final class Root {}

  public static void main(String[] args) {
    Console console = new Console(System.out, System.err, Main::ask);
    Thread farewell = new Thread(console::interrupted, "farewell");
    Runtime.getRuntime().addShutdownHook(farewell);
    System.exit(run(args, Surroundings.real(console))); // main
  }

  /** From 22 on Java has a console without a terminal too: then there is no line to read. */
  @SuppressWarnings("SystemConsoleNull")
  private static Optional<String> ask(String question) {
    java.io.Console terminal = System.console();
    return terminal == null
        ? Optional.empty()
        : Optional.ofNullable(terminal.readLine("%s ", question));
  }

  /** The whole program for whoever stays after it, such as tests and local mode. */
  public static int mainNoExit(String[] args, PrintStream out, PrintStream err) {
    return run(args, Surroundings.real(new Console(out, err)));
  }

  static int run(String[] args, Surroundings surroundings) {
    CommandLine line = commandLine(surroundings);
    List<String> words = words(args);
    if (words.removeIf(word -> word.matches("--?h(elp)?"))) {
      words.add(0, "help");
    }
    if (!words.isEmpty() && words.get(0).equals("help")) {
      return help(line, words, surroundings.console());
    }
    if (words.isEmpty() || words.get(0).startsWith("-")) {
      words.add(0, DEFAULT_VERB);
    }
    return line.execute(words.toArray(String[]::new));
  }

  /** Every verb that there is. */
  static CommandLine commandLine(Surroundings surroundings) {
    Console console = surroundings.console();
    return new CommandLine(new Root())
        .addSubcommand(new SubmitCommand(surroundings))
        .addSubcommand(new StatusCommand(surroundings))
        .addSubcommand(new EventsCommand(surroundings))
        .addSubcommand(spec(surroundings))
        .addSubcommand(new RecoverCommand(surroundings))
        .addSubcommand(metadata(surroundings))
        .addSubcommand(new UpgradeCommand(surroundings))
        .addSubcommand(new StopCommand(surroundings))
        .addSubcommand(new DestroyCommand(surroundings))
        .addSubcommand(data(surroundings))
        .addSubcommand(new ClientConfigCommand(surroundings))
        .addSubcommand(new LocalCommand(surroundings, Main::run))
        .setPosixClusteredShortOptionsAllowed(false)
        .setParameterExceptionHandler((e, args) -> wrongUsage(e, console))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, console))
        .setUsageHelpAutoWidth(true);
  }

  private static CommandLine data(Surroundings surroundings) {
    return new CommandLine(new DataCommand())
        .addSubcommand(new DataListCommand(surroundings))
        .addSubcommand(new DataPurgeCommand(surroundings))
        .addSubcommand(new DataExportCommand(surroundings))
        .addSubcommand(new DataRestoreCommand(surroundings));
  }

  private static CommandLine spec(Surroundings surroundings) {
    return new CommandLine(new SpecCommand())
        .addSubcommand(new SpecGetCommand(surroundings))
        .addSubcommand(new SpecDiffCommand(surroundings))
        .addSubcommand(new SpecApplyCommand(surroundings));
  }

  private static CommandLine metadata(Surroundings surroundings) {
    return new CommandLine(new MetadataCommand())
        .addSubcommand(new MetadataShowCommand(surroundings))
        .addSubcommand(new MetadataUpgradeCommand(surroundings));
  }

  /** {@code -Dkey=value} is two words for the parser. */
  private static List<String> words(String[] args) {
    List<String> words = new ArrayList<>();
    for (String arg : args) {
      if (arg.startsWith("-D") && arg.length() > 2 && arg.indexOf('=') > 2) {
        words.add("-D");
        words.add(arg.substring(2));
      } else {
        words.add(arg);
      }
    }
    return words;
  }

  private static int help(CommandLine line, List<String> words, Console console) {
    CommandLine about = line;
    for (String word : words.subList(1, words.size())) {
      if (word.startsWith("-") || about.getSubcommands().isEmpty()) {
        break;
      }
      CommandLine verb = about.getSubcommands().get(word);
      if (verb == null) {
        console.error(unknownVerb(word, about));
        return WRONG_USAGE;
      }
      about = verb;
    }
    about.getUsageMessage().lines().forEach(console::print);
    return 0;
  }

  private static int wrongUsage(CommandLine.ParameterException e, Console console) {
    console.error(describe(e));
    console.trace(e);
    return WRONG_USAGE;
  }

  private static String describe(CommandLine.ParameterException e) {
    CommandLine line = e.getCommandLine();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().get(0);
      if (!line.getSubcommands().isEmpty() && !word.startsWith("-")) {
        return unknownVerb(word, line);
      }
      String plain = word.replaceFirst("=.*", "");
      if (!plain.startsWith("-")) {
        return "unexpected: " + word + ". The options: kafka-yarn help " + verb(line);
      }
      return "unknown option: %s. Did you mean %s?"
          .formatted(plain, SpecKey.nearest(plain.replaceFirst("^--", "-"), options(line)));
    }
    if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      return missing.getMissing().get(0).paramLabel() + " is missing: " + OneLine.of(e);
    }
    return OneLine.of(e);
  }

  /** With the verb that it is part of, as in {@code spec apply}. */
  private static String verb(CommandLine line) {
    CommandLine parent = line.getParent();
    return parent == null || parent.getParent() == null
        ? line.getCommandName()
        : verb(parent) + " " + line.getCommandName();
  }

  private static String unknownVerb(String word, CommandLine line) {
    return "unknown verb: %s. Did you mean %s?"
        .formatted(
            word,
            SpecKey.nearest(
                word.toLowerCase(Locale.ROOT), List.copyOf(line.getSubcommands().keySet())));
  }

  private static List<String> options(CommandLine line) {
    return line.getCommandSpec().options().stream().map(option -> option.names()[0]).toList();
  }

  private static int failed(Exception e, Console console) {
    console.trace(e);
    if (e instanceof UserError) {
      console.error(e.getMessage());
      return WRONG_USAGE;
    }
    if (e instanceof CommandFailed failure) {
      console.error(failure.getMessage());
      failure.details().forEach(console::detail);
      return FAILED;
    }
    String what = e instanceof RuntimeException ? "unexpected: " + e : OneLine.of(e);
    console.error(what + (console.isVerbose() ? "" : " (-verbose tells more)"));
    return FAILED;
  }
}
