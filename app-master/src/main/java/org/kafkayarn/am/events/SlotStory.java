package org.kafkayarn.am.events;

import java.time.Instant;
import java.util.Optional;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Phase;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.launcher.contract.LauncherState;

/** Tells what an event has changed in one node's slot. */
final class SlotStory {
  /** Of {@code org.apache.hadoop.yarn.api.records.ContainerExitStatus} (Hadoop 3.3.6 to 3.5.0). */
  private static final int ABORTED = -100;

  private static final int PREEMPTED = -102;

  private final Teller teller;
  private final DiskStory disks;

  SlotStory(Teller teller) {
    this.teller = teller;
    this.disks = new DiskStory(teller);
  }

  void tell(ClusterState after, Slot last, Slot slot, Event event, Instant at) {
    container(last, slot, event, at);
    failure(after, last, slot, at);
    if (slot.container().isPresent()) {
      kafka(after, last, slot, at);
      launcher(last, slot, at);
      disks.tell(after, last, slot, at);
      resize(last, slot, at);
    }
  }

  private void resize(Slot last, Slot slot, Instant at) {
    if (last.resize().equals(slot.resize()) || slot.awaitsResize()) {
      return;
    }
    Held held = slot.container().orElseThrow();
    slot.resize()
        .ifPresent(
            resize ->
                resize
                    .failure()
                    .ifPresentOrElse(
                        why -> teller.ofContainer(at, EventKind.RESIZE_FAILED, held, why),
                        () ->
                            teller.ofContainer(
                                at,
                                EventKind.RESIZED,
                                held,
                                "it has %d MiB and %d vcores now"
                                    .formatted(resize.memoryMb(), resize.vcores()))));
  }

  private void container(Slot last, Slot slot, Event event, Instant at) {
    if (last.container().isEmpty() && slot.container().isPresent()) {
      Held held = slot.container().get();
      if (slot.phase() == Phase.GRANTED) {
        teller.ofContainer(at, EventKind.GRANTED, held, "");
      } else {
        teller.ofContainer(at, EventKind.ADOPTED, held, "it goes on from an earlier attempt");
      }
    } else if (last.container().isPresent()
        && slot.container().isEmpty()
        && event instanceof YarnEvent.Completed end) {
      boolean failed = !last.failure().equals(slot.failure());
      teller.ofContainer(at, endKind(end, failed), last.container().get(), end(end));
    } else if (last.phase() == Phase.LAUNCHING && slot.phase() == Phase.UP) {
      teller.ofContainer(
          at, EventKind.LAUNCHED, slot.container().orElseThrow(), "its NodeManager has started it");
    }
  }

  private static EventKind endKind(YarnEvent.Completed end, boolean failed) {
    return switch (end.exitStatus()) {
      case ABORTED -> failed ? EventKind.LOST : EventKind.ENDED;
      case PREEMPTED -> EventKind.PREEMPTED;
      default -> EventKind.ENDED;
    };
  }

  private static String end(YarnEvent.Completed end) {
    String why =
        end.diagnostics()
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .findFirst()
            .map(line -> ", " + line)
            .orElse("");
    return "exit status " + end.exitStatus() + why;
  }

  private void failure(ClusterState after, Slot last, Slot slot, Instant at) {
    if (slot.failure().isEmpty()
        || last.failure()
            .map(Slot.Failure::dealtWith)
            .equals(slot.failure().map(Slot.Failure::dealtWith))) {
      return;
    }
    Optional<String> host =
        last.container()
            .or(slot::container)
            .map(Held::host)
            .or(() -> Teller.place(after, slot.id()));
    Slot.Failure failure = slot.failure().get();
    teller.tell(
        at, EventKind.FAILED, Optional.of(slot.id()), host, failure.kind() + ": " + failure.line());
  }

  private void kafka(ClusterState after, Slot last, Slot slot, Instant at) {
    Optional<LauncherState> now = slot.launcher();
    boolean moved =
        now.isPresent()
            && !last.launcher()
                .filter(
                    l -> l.phase() == now.get().phase() && l.startId().equals(now.get().startId()))
                .isPresent();
    if (moved) {
      phase(after, now.get(), last.launcher().isEmpty(), at);
    }
    if (slot.serving() && !last.serving()) {
      teller.ofNode(
          at, EventKind.SERVING, after, slot.id(), "clients reach it and its quorum knows it");
    } else if (last.serving()
        && !slot.serving()
        && now.filter(l -> l.phase() == LauncherState.Phase.RUNNING).isPresent()) {
      teller.ofNode(
          at,
          EventKind.NOT_SERVING,
          after,
          slot.id(),
          "its process runs, but clients cannot reach it or its quorum does not know it");
    }
  }

  private void phase(ClusterState after, LauncherState word, boolean isFirstWord, Instant at) {
    int id = word.nodeId();
    switch (word.phase()) {
      case PREPARING ->
          teller.ofNode(
              at,
              EventKind.PREPARING,
              after,
              id,
              "its launcher checks and formats its directories");
      case RUNNING -> {
        boolean ranBefore = isFirstWord && word.since().isBefore(after.application().started());
        String process = word.pid().isPresent() ? "process " + word.pid().getAsLong() : "Kafka";
        teller.ofNode(
            at,
            ranBefore ? EventKind.RUNNING : EventKind.STARTED,
            after,
            id,
            process + (ranBefore ? " runs since " + word.since() : ", start " + word.starts()));
      }
      case STOPPING ->
          teller.ofNode(at, EventKind.STOPPING, after, id, "Kafka's controlled shutdown");
      case STOPPED ->
          teller.ofNode(
              at,
              EventKind.STOPPED,
              after,
              id,
              word.exit().map(SlotStory::stop).orElse("Kafka has stopped"));
      case FAILED -> {} // told with its class and line
    }
  }

  private static String stop(LauncherState.Exit exit) {
    return (exit.clean() ? "clean shutdown" : "not a clean shutdown")
        + (exit.message().isEmpty() ? "" : ": " + exit.message());
  }

  /** A launcher that has not answered yet is starting: that is told as a wait when it lasts. */
  private void launcher(Slot last, Slot slot, Instant at) {
    Held held = slot.container().orElseThrow();
    if (last.silence().isEmpty() && slot.silence().isPresent() && slot.launcher().isPresent()) {
      teller.ofContainer(
          at,
          EventKind.SILENT,
          held,
          "its launcher does not answer: " + slot.silence().get().reason());
    } else if (last.silence().isPresent()
        && slot.silence().isEmpty()
        && last.launcher().isPresent()) {
      teller.ofContainer(at, EventKind.ANSWERING, held, "its launcher answers again");
    }
  }
}
