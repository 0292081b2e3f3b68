package org.kafkayarn.am.reassign;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.kafkayarn.am.balance.PartitionMove;
import org.kafkayarn.am.reassign.MoveProgress.State;

/**
 * Carries out one order, round by round: looks where Kafka has the replicas, and does what follows
 * from that and the wish. It remembers nothing that another process could not find out, too. For
 * one thread.
 */
final class MoveRounds {
  /** A broker's metadata may be behind the controller's; a surprise that stays so long is true. */
  private static final long SETTLED_NS = TimeUnit.SECONDS.toNanos(2);

  /** A preferred leader that is not in sync by then is left to Kafka's own balancer. */
  private static final long ELECTION_NS = TimeUnit.SECONDS.toNanos(10);

  /** What the next round waits for. */
  enum Outcome {
    /** Some time: Kafka tells of no change. */
    GOES_ON,
    /** Another wish. */
    RESTS,
    OVER
  }

  private final MoveOrder order;
  private final Teller teller;
  private final Throttles throttles;
  private final Optional<SpeedControl> speed;
  private final CopyMeter meter = new CopyMeter();
  private final Reassignments reassignments = new Reassignments();
  private final List<PartitionMove> done = new ArrayList<>();
  private List<PartitionMove> left;
  private List<PartitionMove> odd = List.of();
  private long oddSinceNs = System.nanoTime();
  private long alteredNs = System.nanoTime();
  private Optional<Long> electingSinceNs = Optional.empty();
  private long limit;
  private long lookedForNs;

  MoveRounds(MoveOrder order, Consumer<MoveProgress> progress) {
    this.order = order;
    this.teller = new Teller(order, progress);
    this.left = order.moves();
    this.throttles = new Throttles(left);
    this.speed = order.throttle().map(throttle -> new SpeedControl(throttle, meter.reading()));
  }

  MoveOrder order() {
    return order;
  }

  Throttles throttles() {
    return throttles;
  }

  Teller teller() {
    return teller;
  }

  /** How long the last look took. */
  long lookedForNs() {
    return lookedForNs;
  }

  Outcome round(Admin admin, Wish wish)
      throws InterruptedException, ExecutionException, TimeoutException {
    long begun = System.nanoTime();
    Sight sight = AssignmentLook.at(admin, left);
    lookedForNs = System.nanoTime() - begun;
    Standing standing = Standing.of(left, sight);
    done.addAll(standing.done());
    Set<PartitionMove> finished = new HashSet<>(standing.done());
    left = left.stream().filter(move -> !finished.contains(move)).toList();
    watchOdd(standing);
    meter.measure(admin, done, standing.underWay(), sight.brokers());
    return switch (wish) {
      case MOVE -> move(admin, sight, standing);
      case PAUSE -> pause(admin, sight, standing);
      case STOP -> stop(admin, sight, standing);
    };
  }

  private Outcome move(Admin admin, Sight sight, Standing standing)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (standing.isOver() && oddIsSettled()) {
      return end(admin, sight, standing);
    }
    cancel(admin, standing.contrary());
    NextMoves next =
        NextMoves.of(standing, sight.brokers(), reassignments.resting(), order.movesPerBroker());
    List<PartitionMove> moving = new ArrayList<>(standing.underWay());
    moving.addAll(next.begin());
    Optional<String> unlimited = limit(admin, sight, moving);
    if (unlimited.isEmpty()) {
      begin(admin, next.begin());
    }
    Optional<String> away =
        next.away().isEmpty()
            ? Optional.empty()
            : Optional.of("brokers " + next.away() + ", which get replicas, do not serve");
    tell(standing, State.RUNNING, Stream.of(unlimited, away));
    return Outcome.GOES_ON;
  }

  private Outcome pause(Admin admin, Sight sight, Standing standing)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (standing.isOver() && oddIsSettled()) {
      return end(admin, sight, standing);
    }
    cancel(admin, standing.contrary());
    boolean still = standing.onTheirWay().isEmpty();
    Optional<String> limits =
        still ? throttles.clear(admin, sight.brokers()) : limit(admin, sight, standing.underWay());
    tell(standing, State.PAUSED, Stream.of(limits));
    return still && limits.isEmpty() ? Outcome.RESTS : Outcome.GOES_ON;
  }

  private Outcome stop(Admin admin, Sight sight, Standing standing)
      throws InterruptedException, ExecutionException, TimeoutException {
    cancel(admin, standing.onTheirWay());
    List<PartitionMove> disordered =
        standing.waiting().stream().filter(move -> isDisordered(move, sight)).toList();
    Set<TopicPartition> resting = reassignments.resting();
    begin(
        admin,
        disordered.stream()
            .filter(move -> !resting.contains(Standing.partition(move)))
            .map(PartitionMove::reversed)
            .toList());
    boolean over =
        standing.onTheirWay().isEmpty()
            && disordered.isEmpty()
            && oddIsSettled()
            && System.nanoTime() - alteredNs > SETTLED_NS;
    if (over) {
      return clear(admin, sight, standing, State.ABORTED);
    }
    tell(standing, State.RUNNING, Stream.of());
    return Outcome.GOES_ON;
  }

  /**
   * Kafka leaves a cancelled partition with its replicas in an order of Kafka's own
   * (PartitionReassignmentReplicas.originalReplicas, 4.3.1).
   */
  private static boolean isDisordered(PartitionMove move, Sight sight) {
    List<Integer> replicas = sight.replicas().get(Standing.partition(move));
    return !Standing.sameSet(move.before(), move.after())
        && Standing.sameSet(replicas, move.before())
        && !replicas.equals(move.before());
  }

  private Outcome end(Admin admin, Sight sight, Standing standing)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (order.electPreferredLeaders() && !elected(admin)) {
      tell(
          standing, State.RUNNING, Stream.of(Optional.of("preferred leaders are not elected yet")));
      return Outcome.GOES_ON;
    }
    return clear(
        admin,
        sight,
        standing,
        order.direction() == MoveOrder.Direction.FORWARD ? State.DONE : State.ABORTED);
  }

  /** An operation is over only when it has left no limits behind. */
  private Outcome clear(Admin admin, Sight sight, Standing standing, State end)
      throws InterruptedException {
    Optional<String> limited = throttles.clear(admin, sight.brokers());
    tell(standing, limited.isEmpty() ? end : State.RUNNING, Stream.of(limited));
    return limited.isEmpty() ? Outcome.OVER : Outcome.GOES_ON;
  }

  /** Whether there is nothing more to elect, or it was tried for long enough. */
  private boolean elected(Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    long now = System.nanoTime();
    long since = electingSinceNs.orElse(now);
    electingSinceNs = Optional.of(since);
    return Elections.preferred(admin, done.stream().map(Standing::partition).toList()).isEmpty()
        || now - since > ELECTION_NS;
  }

  private Optional<String> limit(Admin admin, Sight sight, List<PartitionMove> moving)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (speed.isEmpty()) {
      return Optional.empty();
    }
    limit = speed.get().at(admin, left, sight, meter.reading());
    return throttles.limit(admin, moving, sight.brokers(), limit);
  }

  private void begin(Admin admin, List<PartitionMove> moves) throws InterruptedException {
    if (!moves.isEmpty()) {
      alteredNs = System.nanoTime();
      reassignments.begin(admin, moves);
    }
  }

  private void cancel(Admin admin, List<PartitionMove> moves) throws InterruptedException {
    if (!moves.isEmpty()) {
      alteredNs = System.nanoTime();
      reassignments.cancel(admin, moves);
    }
  }

  private void watchOdd(Standing standing) {
    List<PartitionMove> seen = new ArrayList<>(standing.strange());
    seen.addAll(standing.gone());
    if (!seen.equals(odd)) {
      odd = seen;
      oddSinceNs = System.nanoTime();
    }
  }

  private boolean oddIsSettled() {
    return odd.isEmpty() || System.nanoTime() - oddSinceNs > SETTLED_NS;
  }

  private void tell(Standing standing, State state, Stream<Optional<String>> reasons) {
    teller.progress(
        done.size() + standing.gone().size(),
        copied(standing, state),
        meter.rate(),
        limit,
        oddIsSettled() ? standing.strange().stream().map(PartitionMove::name).toList() : List.of());
    String all =
        Stream.concat(
                reasons,
                state.isEnd()
                    ? Stream.empty()
                    : Stream.of(speed.flatMap(SpeedControl::waitsFor), reassignments.refused(left)))
            .flatMap(Optional::stream)
            .collect(Collectors.joining("; "));
    teller.tell(state, standing.onTheirWay(), all.isEmpty() ? Optional.empty() : Optional.of(all));
  }

  /** As measured, or at least what is done. What does not exist needs no copy. */
  private long copied(Standing standing, State state) {
    long finished =
        Stream.of(done, standing.gone())
            .flatMap(List::stream)
            .mapToLong(PartitionMove::bytesToMove)
            .sum();
    return state.isEnd() ? finished : Math.max(finished, meter.reading().total());
  }
}
