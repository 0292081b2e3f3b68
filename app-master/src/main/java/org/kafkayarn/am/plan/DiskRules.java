package org.kafkayarn.am.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Condition;
import org.kafkayarn.launcher.contract.LauncherState.Disk;

/**
 * What to say of the disks that the launchers report, before Kafka or YARN stops for want of room.
 *
 * <p>YARN looks at the NodeManager's local directories. One whose disk is fuller than its limit is
 * bad, and a NodeManager without enough good ones is unhealthy: all its containers end
 * (DirectoryCollection and LocalDirsHandlerService, Hadoop 3.3.6). Data directories lie on those
 * disks unless the operator has named others.
 */
public final class DiskRules {
  /** How a disk is, in the order of trouble. */
  public enum Level {
    WELL,
    LOW,
    /** Kafka runs without it. */
    AWAY
  }

  private static final double LOW_PERCENT = 85;
  private static final double BEFORE_YARN = 5;

  /** A disk that was low is well again only so far below: it must not flicker. */
  private static final double WELL_AGAIN = 2;

  /** Room enough for a while, on any disk that is not small itself. */
  private static final long ROOM = 1L << 30;

  private static final long ROOM_PART = 50;
  private static final long SMALL_DISK_PART = 10;

  private DiskRules() {}

  /** The level now of a disk that was told to be at another. */
  public static Level level(ClusterState state, int node, Disk disk, Level before) {
    if (disk.condition() != Condition.ONLINE) {
      return Level.AWAY;
    }
    double low = lowPercent(state, node) - (before == Level.LOW ? WELL_AGAIN : 0);
    return disk.totalBytes() > 0 && usedPercent(disk) >= low ? Level.LOW : Level.WELL;
  }

  private static double lowPercent(ClusterState state, int node) {
    return isYarns(state, node)
        ? Math.min(LOW_PERCENT, state.application().diskLimitPercent() - BEFORE_YARN)
        : LOW_PERCENT;
  }

  /** Its disks are those of the NodeManager. */
  private static boolean isYarns(ClusterState state, int node) {
    NodeSpec spec = state.spec().nodes().get(node);
    return spec == null || spec.dataDirs().isEmpty();
  }

  /** As the NodeManager reckons it. */
  private static double usedPercent(Disk disk) {
    return 100.0 * (disk.totalBytes() - disk.freeBytes()) / disk.totalBytes();
  }

  /** One line for an operator. */
  public static String text(ClusterState state, int node, Disk disk) {
    if (disk.condition() != Condition.ONLINE) {
      return disk.reason().isEmpty() ? disk.path() + " cannot be used" : disk.reason();
    }
    String room = "the disk of " + disk.path() + " is " + figures(disk);
    double limit = state.application().diskLimitPercent();
    return isYarns(state, node) && usedPercent(disk) >= limit - BEFORE_YARN
        ? room
            + ": at "
            + percent(limit)
            + " YARN takes it for bad, and ends all containers of a host that has no good disk left"
        : room;
  }

  private static String figures(Disk disk) {
    return percent(usedPercent(disk))
        + " full ("
        + Words.bytes(disk.freeBytes())
        + " of "
        + Words.bytes(disk.totalBytes())
        + " free)";
  }

  private static String percent(double number) {
    return String.format(Locale.ROOT, number == Math.rint(number) ? "%.0f %%" : "%.1f %%", number);
  }

  /** The disks in trouble, as warnings of the status. */
  static List<String> warnings(ClusterState state) {
    List<String> warnings = new ArrayList<>();
    for (Slot slot : state.slots().values()) {
      for (Disk disk : slot.launcher().map(LauncherState::disks).orElse(List.of())) {
        if (level(state, slot.id(), disk, Level.WELL) != Level.WELL) {
          String host = slot.container().map(held -> " on " + held.host()).orElse("");
          warnings.add("node " + slot.id() + host + ": " + text(state, slot.id(), disk));
        }
      }
    }
    return warnings;
  }

  /** Whether a launcher has told what its disks have. */
  static boolean areKnown(Slot slot) {
    return slot.launcher().filter(launcher -> !launcher.disks().isEmpty()).isPresent();
  }

  /** What a Kafka whose disk was full waits for; empty: there is room, or nobody knows. */
  static Optional<String> wantedRoom(Slot slot) {
    return slot.launcher().stream()
        .flatMap(launcher -> launcher.disks().stream())
        .filter(disk -> disk.condition() == Condition.ONLINE && disk.freeBytes() < wanted(disk))
        .findFirst()
        .map(
            disk ->
                "%s has %s free, and Kafka starts again when it has %s: make room on it"
                    .formatted(
                        disk.path(), Words.bytes(disk.freeBytes()), Words.bytes(wanted(disk))));
  }

  private static long wanted(Disk disk) {
    long room = Math.max(ROOM, disk.totalBytes() / ROOM_PART);
    return Math.min(room, disk.totalBytes() / SMALL_DISK_PART);
  }
}
