package org.kafkayarn.am.events;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.kafkayarn.am.plan.DiskRules;
import org.kafkayarn.am.plan.DiskRules.Level;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Disk;

/** Tells when a data disk gets into trouble and out of it, and what a launcher has set aside. */
final class DiskStory {
  private record Place(int node, Optional<String> host, String path) {}

  private final Teller teller;
  private final Map<Place, Level> told = new HashMap<>();

  DiskStory(Teller teller) {
    this.teller = teller;
  }

  void tell(ClusterState after, Slot last, Slot slot, Instant at) {
    List<Disk> disks = slot.launcher().map(LauncherState::disks).orElse(List.of());
    if (!disks.equals(last.launcher().map(LauncherState::disks).orElse(List.of()))) {
      disks.forEach(disk -> disk(after, slot.id(), disk, at));
    }
    List<String> aside = slot.launcher().map(LauncherState::setAside).orElse(List.of());
    if (!aside.equals(last.launcher().map(LauncherState::setAside).orElse(List.of()))) {
      aside.forEach(
          path ->
              teller.ofNode(
                  at,
                  EventKind.DATA_SET_ASIDE,
                  after,
                  slot.id(),
                  "data that the node had left is now in " + path));
    }
  }

  private void disk(ClusterState after, int node, Disk disk, Instant at) {
    Place place = new Place(node, Teller.place(after, node), disk.path());
    Level before = told.getOrDefault(place, Level.WELL);
    Level now = DiskRules.level(after, node, disk, before);
    if (Objects.equals(before, now)) {
      return;
    }
    told.put(place, now);
    switch (now) {
      case LOW ->
          teller.ofNode(at, EventKind.DISK_LOW, after, node, DiskRules.text(after, node, disk));
      case AWAY ->
          teller.ofNode(at, EventKind.DISK_AWAY, after, node, DiskRules.text(after, node, disk));
      case WELL ->
          teller.ofNode(
              at, EventKind.DISK_WELL, after, node, DiskRules.text(after, node, disk) + " again");
    }
  }
}
