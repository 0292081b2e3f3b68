package org.kafkayarn.client.submit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.launcher.contract.FailureClass;

/** Explains an application that ended before its cluster was ready. */
public final class EarlyEnd {
  private static final Pattern EXIT = Pattern.compile("(?i)exit\\s*code:?\\s*(-?[0-9]+)");
  private static final int MOST_LINES = 12;

  private EarlyEnd() {}

  /** The first line says what happened; the others what YARN and the container said of it. */
  public static List<String> explain(ApplicationReport report) {
    String diagnostics = report.getDiagnostics() == null ? "" : report.getDiagnostics();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s ended as %s before the cluster was ready%s"
            .formatted(
                report.getApplicationId(), report.getYarnApplicationState(), hint(diagnostics)));
    diagnostics
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !isNoise(line))
        .limit(MOST_LINES)
        .map(OneLine::of)
        .forEach(lines::add);
    lines.add(
        "the ApplicationMaster's log: yarn logs -applicationId "
            + report.getApplicationId()
            + " -am -1");
    return lines;
  }

  private static boolean isNoise(String line) {
    return line.startsWith("at ")
        || line.startsWith("For more detailed output, check the application tracking page")
        || line.contains("Failing this attempt.Diagnostics: [")
        || line.startsWith(". Failing the application");
  }

  private static String hint(String diagnostics) {
    Matcher exit = EXIT.matcher(diagnostics);
    int code = exit.find() ? Integer.parseInt(exit.group(1)) : 0;
    if (code == FailureClass.NO_JAVA.exitCode()) {
      return ": no Java 17 on the hosts. Give -java-home PATH, or a JDK with -jdk ARCHIVE";
    }
    if (code == -103 || code == -104 || diagnostics.contains("memory limits")) {
      return ": its ApplicationMaster used more memory than its container has. Raise -am-memory";
    }
    if (code == 127 || diagnostics.contains("bash: command not found")) {
      return ": a program that starts the ApplicationMaster is missing on the host";
    }
    return "";
  }
}
