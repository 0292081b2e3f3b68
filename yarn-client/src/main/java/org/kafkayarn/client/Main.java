package org.kafkayarn.client;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.command.Surroundings;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.OneLine;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: finds the verb, runs it, and turns what goes wrong into one line. */
public final class Main {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;
  private static final String DEFAULT_VERB = "submit";

  private Main() {}

  public static void main(String[] args) {
    Console console = new Console(System.out, System.err, Main::ask, isTerminal());
    Thread farewell = new Thread(console::interrupted, "farewell");
    Runtime.getRuntime().addShutdownHook(farewell);
    System.exit(run(args, Surroundings.real(console))); // main
  }

  /** Neither the input nor the output is redirected. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    return System.console() != null && !"dumb".equals(System.getenv("TERM"));
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
    return new Verbs(surroundings)
        .all(Main::run)
        .setPosixClusteredShortOptionsAllowed(false)
        .setParameterExceptionHandler((e, args) -> wrongUsage(e, console))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, console))
        .setUsageHelpAutoWidth(true);
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
