package org.kafkayarn.am.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a submission changes in the stored spec.
 *
 * @param lines one for each change: {@code brokers: 3 -> 5}
 * @param refusals one for each change that cannot be made, with the reason
 */
public record SpecDiff(List<String> lines, List<String> refusals) {
  public SpecDiff {
    lines = List.copyOf(lines);
    refusals = List.copyOf(refusals);
  }

  public static SpecDiff between(ClusterSpec before, ClusterSpec after) {
    List<String> lines = new ArrayList<>();
    for (SpecKey<?> key : SpecKey.all()) {
      if (key != SpecKey.CONFIG && !key.of(before).equals(key.of(after))) {
        lines.add(line(key.name(), key.show(before), key.show(after)));
      }
    }
    SortedSet<String> settings = new TreeSet<>(before.config().keySet());
    settings.addAll(after.config().keySet());
    for (String setting : settings) {
      Optional<String> old = Optional.ofNullable(before.config().get(setting));
      Optional<String> now = Optional.ofNullable(after.config().get(setting));
      if (!old.equals(now)) {
        lines.add(line("config " + setting, old, now));
      }
    }
    return new SpecDiff(lines, refusals(before, after));
  }

  private static String line(String what, Optional<String> before, Optional<String> after) {
    return what + ": " + before.orElse("(default)") + " -> " + after.orElse("(default)");
  }

  private static List<String> refusals(ClusterSpec before, ClusterSpec after) {
    List<String> refusals = new ArrayList<>();
    if (after.brokers() < before.brokers()) {
      refusals.add(
          "brokers: %d -> %d: a cluster cannot be made smaller yet: its replicas on the nodes that"
                  .formatted(before.brokers(), after.brokers())
              + " go would be lost. Keep -brokers "
              + before.brokers());
    }
    if (!after.dataDirs().equals(before.dataDirs())) {
      refusals.add(
          "data-dirs: "
              + SpecKey.DATA_DIRS.show(before).orElse("(default)")
              + " -> "
              + SpecKey.DATA_DIRS.show(after).orElse("(default)")
              + ": the nodes' data is in the old directories and cannot be moved yet. Leave"
              + " -data-dirs away");
    }
    return refusals;
  }

  public boolean isEmpty() {
    return lines.isEmpty();
  }
}
