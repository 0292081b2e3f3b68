package org.kafkayarn.am.spec;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of the levels of Kafka's {@code metadata.version} (MetadataVersion, Kafka 4.3.1). */
public final class MetadataVersion {
  private static final TreeMap<Integer, String> NAMES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(7, "3.3-IV3"),
              Map.entry(8, "3.4-IV0"),
              Map.entry(9, "3.5-IV0"),
              Map.entry(10, "3.5-IV1"),
              Map.entry(11, "3.5-IV2"),
              Map.entry(12, "3.6-IV0"),
              Map.entry(13, "3.6-IV1"),
              Map.entry(14, "3.6-IV2"),
              Map.entry(15, "3.7-IV0"),
              Map.entry(16, "3.7-IV1"),
              Map.entry(17, "3.7-IV2"),
              Map.entry(18, "3.7-IV3"),
              Map.entry(19, "3.7-IV4"),
              Map.entry(20, "3.8-IV0"),
              Map.entry(21, "3.9-IV0"),
              Map.entry(22, "4.0-IV0"),
              Map.entry(23, "4.0-IV1"),
              Map.entry(24, "4.0-IV2"),
              Map.entry(25, "4.0-IV3"),
              Map.entry(26, "4.1-IV0"),
              Map.entry(27, "4.1-IV1"),
              Map.entry(28, "4.2-IV0"),
              Map.entry(29, "4.2-IV1"),
              Map.entry(30, "4.3-IV0"),
              Map.entry(31, "4.4-IV0")));

  private static final Pattern RELEASE = Pattern.compile("^[0-9]+\\.[0-9]+(?![0-9])");

  private MetadataVersion() {}

  /** As Kafka's tools write it; a level of a newer Kafka has no name here. */
  public static String name(int level) {
    return NAMES.getOrDefault(level, "level " + level);
  }

  /** The highest level that a release of Kafka knows, as 4.2.1; empty for one that we do not. */
  public static OptionalInt knownTo(String kafka) {
    Matcher release = RELEASE.matcher(kafka);
    return release.find()
        ? NAMES.entrySet().stream()
            .filter(entry -> entry.getValue().startsWith(release.group() + "-IV"))
            .mapToInt(Map.Entry::getKey)
            .max()
        : OptionalInt.empty();
  }

  /** Why a release of Kafka cannot run a cluster with that level; empty also for an unknown one. */
  public static Optional<String> tooOld(String kafka, int finalized) {
    OptionalInt known = knownTo(kafka);
    return known.isPresent() && known.getAsInt() < finalized
        ? Optional.of(
            "Kafka %s cannot run this cluster: it knows metadata.version %s at most, and %s is finalized. Give a Kafka that knows it"
                .formatted(kafka, name(known.getAsInt()), name(finalized)))
        : Optional.empty();
  }

  /**
   * What an operator means by {@code 4.3-IV0}, by {@code 4.3} (the highest of that release), or by
   * the number of a level that has no name here.
   */
  public static int level(String label, String text) {
    OptionalInt level =
        NAMES.entrySet().stream()
            .filter(
                entry -> entry.getValue().equals(text) || entry.getValue().startsWith(text + "-IV"))
            .mapToInt(Map.Entry::getKey)
            .max();
    if (level.isPresent()) {
      return level.getAsInt();
    }
    if (text.matches("(level )?[0-9]{1,4}")) {
      return Integer.parseInt(text.replace("level ", ""));
    }
    throw new UserError(
        "%s: no version of Kafka's metadata: %s. Write latest, a release as 4.3, or %s"
            .formatted(label, text, name(NAMES.lastKey() - 1)));
  }
}
