package org.kafkayarn.am.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.kafkayarn.am.plan.Pending.Change;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Resize;
import org.kafkayarn.am.state.Resize.Stage;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.Origin;
import org.kafkayarn.launcher.contract.Started;

/**
 * Other sizes of containers. One that has to grow does so while its node serves: the node stops
 * only when it has the room for its next start. One that has to shrink does so while Kafka is
 * stopped: what runs in it needs all of it. Where YARN does not change it, the node leaves it for
 * another on the same host, but not before the host is known to have the room.
 */
final class Resizes {
  /** A scheduler that can, and has the room, grants within a heartbeat or two. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A request that may have got lost is made again. */
  static final Duration AGAIN = Duration.ofMinutes(1);

  /**
   * How a node gets the container that it is to restart in.
   *
   * @param until what has to come about before
   * @param replaced why it leaves the one that it has
   */
  record Step(Optional<String> until, Optional<String> replaced) {
    static final Step IN_PLACE = new Step(Optional.empty(), Optional.empty());

    private static Step wait(String why) {
      return new Step(Optional.of(why), Optional.empty());
    }

    private static Step replace(String why) {
      return new Step(Optional.empty(), Optional.of(why));
    }
  }

  private Resizes() {}

  /** The next step of one that runs and is to restart. */
  static Step step(Turn turn, Slot slot) {
    Pending pending = Pending.of(turn.state(), slot);
    Step archive =
        pending.has(Change.REPLACE)
            ? Step.replace("another Kafka archive needs another container")
            : Step.IN_PLACE;
    if (!pending.has(Change.RESIZE) || !grows(turn.state(), slot)) {
      return archive;
    }
    NodeSpec wanted = turn.state().spec().node(slot.id());
    Optional<Resize> open = slot.resize().filter(to -> to.isTo(wanted));
    if (open.isEmpty()) {
      ask(turn, slot, wanted.memoryMb(), wanted.vcores());
      return Step.wait(asked(wanted));
    }
    Resize resize = open.get();
    Optional<Instant> seen = turn.state().fleet().seenAt().filter(resize.asked()::isBefore);
    Optional<String> noRoom = seen.flatMap(at -> noRoom(turn, slot, wanted));
    if (noRoom.isPresent()) {
      return waitForRoom(turn, slot, resize, seen.get(), noRoom.get());
    }
    Instant until = resize.since().plus(PATIENCE);
    if (resize.stage() == Stage.ASKED && turn.now.isBefore(until)) {
      turn.wake(until);
      return Step.wait(asked(wanted));
    }
    if (seen.isEmpty()) {
      return Step.wait(
          "YARN has not told since how much room %s has, and has not resized its container: %s"
              .formatted(slot.container().map(Held::host).orElse("its host"), why(resize)));
    }
    return Step.replace("it needs another container: " + why(resize));
  }

  private static Step waitForRoom(
      Turn turn, Slot slot, Resize resize, Instant seen, String noRoom) {
    if (seen.isAfter(resize.since())) {
      turn.become(turn.state().with(slot.resizing(resize.withoutRoom(seen))));
    }
    Instant again = resize.asked().plus(AGAIN);
    if (turn.now.isBefore(again)) {
      turn.wake(again);
    } else {
      ask(turn, turn.state().slot(slot.id()), resize.memoryMb(), resize.vcores());
    }
    return Step.wait(
        "its container cannot have %d MiB and %d vcores now: %s"
            .formatted(resize.memoryMb(), resize.vcores(), noRoom));
  }

  private static String why(Resize resize) {
    return resize.failure().orElse("YARN has not resized it within " + Words.duration(PATIENCE));
  }

  private static String asked(NodeSpec wanted) {
    return "YARN is asked to give its container %d MiB and %d vcores"
        .formatted(wanted.memoryMb(), wanted.vcores());
  }

  private static void ask(Turn turn, Slot slot, int memoryMb, int vcores) {
    Held held = slot.container().orElseThrow();
    turn.act(
        new Action.ResizeContainer(
            held, memoryMb, vcores, "to %d MiB and %d vcores".formatted(memoryMb, vcores)),
        slot.resizing(Resize.asked(memoryMb, vcores, turn.now)));
  }

  /**
   * The next step of one whose Kafka is stopped, or has failed again and again, when the size of
   * its container is not what is wanted. Whether its start has to wait.
   */
  static boolean holdBackStart(Turn turn, Slot slot) {
    if (slot.order().isPresent() || slot.silence().isPresent()) {
      return false;
    }
    Pending pending = Pending.of(turn.state(), slot);
    boolean failed = slot.runs(LauncherState.Phase.FAILED);
    if (!pending.has(Change.RESIZE)) {
      return failed
          && pending.has(Change.REPLACE)
          && leave(turn, slot, "its archive is not what is wanted any more");
    }
    NodeSpec wanted = turn.state().spec().node(slot.id());
    Optional<Resize> open = slot.resize().filter(to -> to.isTo(wanted));
    if (open.isEmpty()) {
      ask(turn, slot, wanted.memoryMb(), wanted.vcores());
    }
    Resize resize =
        open.orElseGet(() -> Resize.asked(wanted.memoryMb(), wanted.vcores(), turn.now));
    Instant until = resize.asked().plus(PATIENCE);
    if (resize.stage() == Stage.ASKED && turn.now.isBefore(until)) {
      turn.waitUntil(slot.id(), until, asked(wanted));
      return true;
    }
    // It starts with what it has where it cannot have more.
    return noRoom(turn, slot, wanted).isEmpty()
        && leave(turn, slot, "it needs another container: " + why(resize));
  }

  private static boolean leave(Turn turn, Slot slot, String why) {
    turn.become(turn.state().with(slot.leavingFor(why)));
    Departures.step(turn, turn.state().slot(slot.id()));
    return true;
  }

  /** The size that was got for a restart that does not come any more is given back. */
  static void giveBack(Turn turn, Slot slot) {
    Optional<Origin> present = present(slot);
    NodeSpec wanted = turn.state().spec().node(slot.id());
    boolean asWanted = present.filter(of -> isOf(wanted, of) && slot.order().isEmpty()).isPresent();
    if (asWanted && slot.resize().filter(to -> !to.isTo(wanted)).isPresent()) {
      ask(turn, slot, wanted.memoryMb(), wanted.vcores());
    }
  }

  private static boolean isOf(NodeSpec wanted, Origin present) {
    return present.memoryMb() == wanted.memoryMb() && present.vcores() == wanted.vcores();
  }

  private static boolean grows(ClusterState state, Slot slot) {
    NodeSpec wanted = state.spec().node(slot.id());
    return present(slot)
        .filter(of -> wanted.memoryMb() > of.memoryMb() || wanted.vcores() > of.vcores())
        .isPresent();
  }

  private static Optional<Origin> present(Slot slot) {
    return slot.launcher()
        .flatMap(LauncherState::started)
        .map(Started::origin)
        .filter(Origin::isKnown);
  }

  /** Why the host, or the queue, does not have what the node's container would have to grow by. */
  private static Optional<String> noRoom(Turn turn, Slot slot, NodeSpec wanted) {
    Origin present = present(slot).orElse(Origin.UNKNOWN);
    int memory = wanted.memoryMb() - present.memoryMb();
    int vcores = wanted.vcores() - present.vcores();
    if (memory <= 0 && vcores <= 0) {
      return Optional.empty();
    }
    Optional<Amount> headroom = turn.state().fleet().headroom();
    Optional<String> queue =
        headroom
            .filter(left -> left.memoryMb() < memory || (vcores > 0 && left.vcores() < vcores))
            .map(
                left ->
                    "it takes %d MiB and %d vcores more, and the queue grants no more than %d MiB and %d vcores"
                        .formatted(
                            Math.max(0, memory),
                            Math.max(0, vcores),
                            Math.max(0, left.memoryMb()),
                            Math.max(0, left.vcores())));
    return turn.sites()
        .tooFull(slot.container().orElseThrow().host(), memory, vcores)
        .or(() -> queue);
  }

  /** How a node would restart, in words. */
  static String preview(ClusterState state, Slot slot) {
    Pending pending = Pending.of(state, slot);
    if (pending.has(Change.REPLACE)) {
      return "in a new container on its host";
    }
    return pending.has(Change.RESIZE)
        ? "in its container, when YARN has resized it, or in a new one on its host"
        : "in place";
  }
}
