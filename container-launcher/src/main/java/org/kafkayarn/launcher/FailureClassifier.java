package org.kafkayarn.launcher;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kafkayarn.launcher.child.KafkaMain;
import org.kafkayarn.launcher.contract.FailureClass;

/**
 * Tells from a process' exit code and last words why it ended. Pure. The words are those of Kafka
 * 4.3.1 and of JDK 17; what is not recognised is {@link FailureClass#CRASHED}.
 */
final class FailureClassifier {
  /** The class of an end, and one line that says it. */
  record Verdict(FailureClass failure, String message) {}

  private record Rule(FailureClass failure, Pattern words, String remedy) {}

  private static final int SIGNAL = 128;

  /** The first rule that matches any line wins: causes stand before their consequences. */
  private static final List<Rule> RULES =
      List.of(
          rule(
              FailureClass.DISK_FULL,
              "No space left on device|Disk quota exceeded",
              "make room on the disk"),
          rule(
              FailureClass.OUT_OF_MEMORY,
              "java\\.lang\\.OutOfMemoryError|Cannot reserve \\d+ bytes of direct buffer memory"
                  + "|Could not reserve enough space|insufficient memory for the Java Runtime"
                  + "|Cannot allocate memory",
              "raise the heap or the container's memory"),
          rule(
              FailureClass.PORT_TAKEN,
              "Socket server failed to bind to .*|java\\.net\\.BindException.*",
              "another process has the port"),
          rule(
              FailureClass.DATA_LOCKED,
              "Failed to acquire lock on file \\.lock in .*",
              "another Kafka process uses the directory"),
          rule(
              FailureClass.FOREIGN_DATA,
              "Invalid cluster\\.id in.*|Stored node id .* doesn't match.*",
              "choose another data directory"),
          rule(
              FailureClass.BAD_CONFIG,
              "ConfigException: .*|InvalidConfigurationException: .*|requirement failed: .*"
                  + "|Unrecognized (VM )?option.*|Invalid (maximum|initial) heap size.*"
                  + "|Conflicting collector combinations.*|Unrecognized VM option.*"
                  + "|Error: Could not create the Java Virtual Machine.*",
              "correct the configuration"),
          rule(
              FailureClass.DATA_MISSING,
              "No readable meta\\.properties files found.*",
              "mount the node's disks"));

  private FailureClassifier() {}

  private static Rule rule(FailureClass failure, String words, String remedy) {
    return new Rule(failure, Pattern.compile(words), remedy);
  }

  static Verdict classify(int exitCode, List<String> lines) {
    if (exitCode == SIGNAL + 9) {
      return new Verdict(
          FailureClass.CRASHED,
          "Kafka was killed by SIGKILL (exit 137): by an operator, or by the host for its memory");
    }
    for (Rule rule : RULES) {
      Optional<String> words = find(rule.words(), lines);
      if (words.isPresent()) {
        return new Verdict(rule.failure(), "Kafka: " + words.get().strip() + ": " + rule.remedy());
      }
    }
    if (exitCode == KafkaMain.FORMAT_FAILED) {
      return new Verdict(
          FailureClass.FORMAT_FAILED,
          "Kafka's storage tool did not format the data directories: " + lastComplaint(lines));
    }
    if (exitCode > SIGNAL) {
      return new Verdict(
          FailureClass.CRASHED,
          "Kafka was ended by signal " + (exitCode - SIGNAL) + " that the launcher had not sent");
    }
    return new Verdict(
        FailureClass.CRASHED, "Kafka ended with exit " + exitCode + ": " + lastComplaint(lines));
  }

  /** The matching part of the first matching line. */
  private static Optional<String> find(Pattern words, List<String> lines) {
    return lines.stream().map(words::matcher).filter(Matcher::find).map(Matcher::group).findFirst();
  }

  private static String lastComplaint(List<String> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      String line = lines.get(i);
      if (!line.startsWith("\tat ")
          && (line.contains("ERROR")
              || line.contains("FATAL")
              || line.contains("Exception")
              || line.contains("kafka-storage:"))) {
        return line.strip();
      }
    }
    return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1).strip();
  }
}
