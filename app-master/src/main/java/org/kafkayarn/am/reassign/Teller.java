package org.kafkayarn.am.reassign;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kafkayarn.am.balance.PartitionMove;
import org.kafkayarn.am.reassign.MoveProgress.State;

/** Tells how far an order is, whenever that has changed. For one thread. */
final class Teller {
  private static final int EXAMPLES = 5;

  private final Consumer<MoveProgress> listener;
  private Optional<MoveProgress> told = Optional.empty();
  private MoveProgress now;

  Teller(MoveOrder order, Consumer<MoveProgress> listener) {
    this.listener = listener;
    List<PartitionMove> moves = order.moves();
    this.now =
        new MoveProgress(
            order.number(),
            0,
            moves.size(),
            0,
            moves.stream().mapToLong(PartitionMove::bytesToMove).sum(),
            0,
            0,
            List.of(),
            Optional.empty(),
            List.of(),
            State.RUNNING,
            Optional.empty());
  }

  void progress(int partitionsDone, long bytesDone, long rate, long limit, List<String> skipped) {
    now =
        new MoveProgress(
            now.operation(),
            partitionsDone,
            now.partitionsTotal(),
            bytesDone,
            now.bytesTotal(),
            rate,
            limit,
            now.underWay(),
            now.waitsFor(),
            skipped,
            now.state(),
            now.failure());
  }

  void tell(State state, List<PartitionMove> underWay, Optional<String> waitsFor) {
    set(
        state,
        underWay.stream().limit(EXAMPLES).map(PartitionMove::name).toList(),
        waitsFor,
        Optional.empty());
  }

  /** Nothing is known of Kafka now. */
  void waits(State state, String reason) {
    set(state, now.underWay(), Optional.of(reason), Optional.empty());
  }

  void failed(String failure) {
    set(State.FAILED, List.of(), Optional.empty(), Optional.of(failure));
  }

  private void set(
      State state, List<String> underWay, Optional<String> waitsFor, Optional<String> failure) {
    boolean moves = !underWay.isEmpty();
    now =
        new MoveProgress(
            now.operation(),
            now.partitionsDone(),
            now.partitionsTotal(),
            now.bytesDone(),
            now.bytesTotal(),
            moves ? now.rate() : 0,
            moves ? now.limit() : 0,
            underWay,
            waitsFor,
            now.skipped(),
            state,
            failure);
    if (!state.isEnd()) {
      post();
    }
  }

  /** An end is told when the order is forgotten, so that who hears of it may give another one. */
  void post() {
    if (!told.equals(Optional.of(now))) {
      told = Optional.of(now);
      listener.accept(now);
    }
  }
}
