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
  /** The class of an end, one line that says it, and the ports that it was about. */
  record Verdict(FailureClass failure, String message, List<Integer> takenPorts) {}

  /**
   * @param ofStart it can only be the cause of the end of a process that has never served
   * @param remedy what mends it
   */
  private record Rule(FailureClass failure, boolean ofStart, Pattern words, String remedy) {}

  private static final int SIGNAL = 128;
  private static final String OUT_OF_MEMORY = "java\\.lang\\.OutOfMemoryError: ";

  private static final Pattern PORT = Pattern.compile("failed to bind to \\S*:(\\d{1,5})\\b");

  /** Where a complaint comes from stands in the line before the exception's. */
  private static final Pattern COMPLAINT = Pattern.compile(" ERROR (Error while [^(]*[^( ])");

  private final boolean started;
  private final int heapMb;

  /**
   * @param started Kafka had said that it serves
   * @param heapMb its heap
   */
  FailureClassifier(boolean started, int heapMb) {
    this.started = started;
    this.heapMb = heapMb;
  }

  /** The first rule that matches any line wins: causes stand before their consequences. */
  private List<Rule> rules() {
    return List.of(
        rule(
            FailureClass.DISK_FULL,
            "(Error while .*)?(" + DiskTrouble.FULL + ")",
            "make room on the disk"),
        rule(
            FailureClass.DATA_UNWRITABLE,
            "(Error while .*|[^\\s:]*: )?(" + DiskTrouble.UNWRITABLE + ")",
            "mend the disk, or mount it for writing"),
        // SIGBUS: Kafka's indexes are sparse files mapped to memory, whose pages need room at last.
        rule(
            FailureClass.DISK_FULL,
            "InternalError: a fault occurred in an? (recent )?unsafe memory access operation.*",
            "a file mapped to memory found no room on its disk: make room on the disk, or mend it"),
        rule(
            FailureClass.OUT_OF_MEMORY,
            OUT_OF_MEMORY + "(Java heap space|GC overhead limit exceeded).*",
            "raise -heap above " + heapMb + "m, and -memory with it"),
        rule(
            FailureClass.OUT_OF_MEMORY,
            "Cannot reserve \\d+ bytes of direct buffer memory.*|"
                + OUT_OF_MEMORY
                + "Direct buffer memory",
            "raise -heap above " + heapMb + "m: direct memory is bound by a quarter of it"),
        rule(
            FailureClass.OUT_OF_MEMORY,
            OUT_OF_MEMORY + "(Metaspace|Compressed class space)",
            "raise -memory, and -XX:MaxMetaspaceSize by -jvm-opts"),
        rule(
            FailureClass.OUT_OF_MEMORY,
            OUT_OF_MEMORY + "unable to create native thread.*",
            "raise the limit of processes (nproc) of the NodeManager's user, or -memory"),
        rule(
            FailureClass.OUT_OF_MEMORY,
            OUT_OF_MEMORY + "Map failed",
            "raise vm.max_map_count on the host: each partition takes two maps or more"),
        rule(
            FailureClass.OUT_OF_MEMORY,
            "Could not reserve enough space.*|insufficient memory for the Java Runtime.*"
                + "|Cannot allocate memory",
            "the host has less memory free than its NodeManager gives away: lower -heap, or"
                + " yarn.nodemanager.resource.memory-mb"),
        rule(FailureClass.OUT_OF_MEMORY, OUT_OF_MEMORY + ".*", "raise -heap or -memory"),
        ofStart(
            FailureClass.PORT_TAKEN,
            "Socket server failed to bind to .*|java\\.net\\.BindException.*",
            "another process has the port"),
        ofStart(
            FailureClass.DATA_LOCKED,
            "Failed to acquire lock on file \\.lock in .*",
            "another Kafka process uses the directory"),
        ofStart(
            FailureClass.FOREIGN_DATA,
            "Invalid cluster\\.id in.*|Stored node id .* doesn't match.*",
            "choose another data directory"),
        ofStart(
            FailureClass.BAD_CONFIG,
            "ConfigException: .*|InvalidConfigurationException: .*|requirement failed: .*"
                + "|IllegalArgumentException: Error creating broker listeners.*"
                + "|Unrecognized (VM )?option.*|Invalid (maximum|initial) heap size.*"
                + "|Conflicting collector combinations.*"
                + "|Error: Could not create the Java Virtual Machine.*",
            "correct the configuration"),
        ofStart(
            FailureClass.DATA_MISSING,
            "No readable meta\\.properties files found.*",
            "mount the node's disks"),
        rule(
            FailureClass.DATA_UNWRITABLE,
            "AccessDeniedException: .*",
            "let the user of the containers write there"));
  }

  private static Rule rule(FailureClass failure, String words, String remedy) {
    return new Rule(failure, false, Pattern.compile(words), remedy);
  }

  private static Rule ofStart(FailureClass failure, String words, String remedy) {
    return new Rule(failure, true, Pattern.compile(words), remedy);
  }

  Verdict classify(int exitCode, List<String> lines) {
    if (exitCode == SIGNAL + 9) {
      return crashed(
          "Kafka was killed by SIGKILL (exit 137): by an operator, or by the host for its memory");
    }
    for (Rule rule : rules()) {
      Optional<String> words =
          started && rule.ofStart() ? Optional.empty() : find(rule.words(), lines);
      if (words.isPresent()) {
        return new Verdict(
            rule.failure(),
            "Kafka: " + words.get() + ": " + rule.remedy(),
            rule.failure() == FailureClass.PORT_TAKEN ? ports(lines) : List.of());
      }
    }
    if (exitCode == KafkaMain.FORMAT_FAILED) {
      return new Verdict(
          FailureClass.FORMAT_FAILED,
          "Kafka's storage tool did not format the data directories: " + lastComplaint(lines),
          List.of());
    }
    if (exitCode > SIGNAL) {
      return crashed(
          "Kafka was ended by signal " + (exitCode - SIGNAL) + " that the launcher had not sent");
    }
    return crashed("Kafka ended with exit " + exitCode + ": " + lastComplaint(lines));
  }

  private static Verdict crashed(String message) {
    return new Verdict(FailureClass.CRASHED, message, List.of());
  }

  private static List<Integer> ports(List<String> lines) {
    return lines.stream()
        .map(PORT::matcher)
        .filter(Matcher::find)
        .map(found -> Integer.valueOf(found.group(1)))
        .distinct()
        .toList();
  }

  /** The matching part of the first matching line, with the complaint before it that says where. */
  private static Optional<String> find(Pattern words, List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      Matcher found = words.matcher(lines.get(i));
      if (found.find()) {
        String text = found.group().strip();
        Matcher before = COMPLAINT.matcher(i == 0 ? "" : lines.get(i - 1));
        return Optional.of(before.find() ? text + " (" + before.group(1) + ")" : text);
      }
    }
    return Optional.empty();
  }

  private static String lastComplaint(List<String> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      String line = lines.get(i);
      if (!line.startsWith("\tat ")
          && (line.contains("ERROR")
              || line.contains("FATAL")
              || line.contains("Exception")
              || line.contains("Error: ")
              || line.contains("kafka-storage:"))) {
        return line.strip();
      }
    }
    return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1).strip();
  }
}
