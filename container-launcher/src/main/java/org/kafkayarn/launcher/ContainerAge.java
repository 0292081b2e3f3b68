package org.kafkayarn.launcher;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of two containers YARN allocated later, from their ids: {@code
 * container_e17_<cluster>_<application>_<attempt>_<n>}, the epoch only after a restart of the
 * ResourceManager (ContainerId, Hadoop 3.3.6 to 3.5.0).
 */
final class ContainerAge {
  private static final Pattern ID =
      Pattern.compile("container_(?:e(\\d+)_)?(\\d+)_(\\d+)_(\\d+)_(\\d+)");

  /** Most significant first. */
  private static final int[] CLUSTER_APPLICATION_ATTEMPT_EPOCH_NUMBER = {2, 3, 4, 1, 5};

  private ContainerAge() {}

  /** False also for what is no container's id: then nobody is the younger. */
  static boolean isYounger(String container, String than) {
    Optional<Matcher> mine = parsed(container);
    Optional<Matcher> other = parsed(than);
    if (mine.isEmpty() || other.isEmpty()) {
      return false;
    }
    for (int part : CLUSTER_APPLICATION_ATTEMPT_EPOCH_NUMBER) {
      int order = Long.compare(number(mine.get(), part), number(other.get(), part));
      if (order != 0) {
        return order > 0;
      }
    }
    return false;
  }

  private static Optional<Matcher> parsed(String id) {
    return Optional.of(ID.matcher(id)).filter(Matcher::matches);
  }

  private static long number(Matcher id, int group) {
    return id.group(group) == null ? 0 : Long.parseLong(id.group(group));
  }
}
