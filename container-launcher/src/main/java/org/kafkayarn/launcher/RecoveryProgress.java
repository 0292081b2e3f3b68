package org.kafkayarn.launcher;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kafkayarn.launcher.contract.LauncherState.Recovery;

/**
 * How far a starting Kafka is with its logs, from the lines of its log (LogManager.loadLogs, Kafka
 * 3.9 to 4.3.1). Knows nothing of files and clocks.
 */
final class RecoveryProgress {
  private static final String BEGIN = "Loading logs from log dirs";
  private static final String SERVES = "Kafka Server started";
  private static final Pattern ALL = Pattern.compile("\\bLoaded \\d+ logs in \\d+ms");
  private static final Pattern UNCLEAN =
      Pattern.compile("\\bRecovering (\\d+) logs from (.+?) since no clean shutdown file");
  private static final Pattern CLEAN =
      Pattern.compile("\\bSkipping recovery of (\\d+) logs from (.+?) since clean shutdown file");
  private static final Pattern DONE = Pattern.compile("\\((\\d+)/(\\d+) completed in (.+)\\)");

  private final Map<String, Integer> total = new HashMap<>();
  private final Map<String, Integer> done = new HashMap<>();
  private boolean loading;
  private boolean unclean;
  private boolean over;

  /** Cheap enough for every line of a log. */
  static boolean isWorthALook(String line) {
    return line.contains(" logs ") || line.contains(" completed in ") || line.contains(SERVES);
  }

  void accept(String line) {
    if (line.contains(SERVES) || ALL.matcher(line).find()) {
      over = true;
    } else if (line.contains(BEGIN)) {
      loading = true;
    } else {
      Matcher recovering = UNCLEAN.matcher(line);
      Matcher skipping = CLEAN.matcher(line);
      Matcher completed = DONE.matcher(line);
      if (recovering.find()) {
        unclean = true;
        total.put(recovering.group(2), Integer.valueOf(recovering.group(1)));
      } else if (skipping.find()) {
        total.put(skipping.group(2), Integer.valueOf(skipping.group(1)));
      } else if (completed.find()) {
        // Several threads write these lines, each with the count of its own moment.
        done.merge(completed.group(3), Integer.valueOf(completed.group(1)), Math::max);
      }
    }
  }

  /** Kafka is through with its logs, or serves: there is nothing more to see. */
  boolean isOver() {
    return over;
  }

  Optional<Recovery> now() {
    if (over || !loading) {
      return Optional.empty();
    }
    int logs = total.values().stream().mapToInt(Integer::intValue).sum();
    int finished = done.values().stream().mapToInt(Integer::intValue).sum();
    String what =
        unclean ? "Kafka recovers its logs after an unclean stop" : "Kafka loads its logs";
    return Optional.of(
        new Recovery(finished, logs, "%s: %d of %d".formatted(what, finished, logs)));
  }
}
