package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.spec.NodeGroup.Role.BROKER;
import static org.kafkayarn.am.spec.NodeGroup.Role.CONTROLLER;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.balance.MovePlan;
import org.kafkayarn.am.balance.PartitionMove;
import org.kafkayarn.am.reassign.MoveOrder;
import org.kafkayarn.am.reassign.MoveOrder.Direction;
import org.kafkayarn.am.reassign.MoveOrder.SpeedLimits;
import org.kafkayarn.am.reassign.MoveProgress;
import org.kafkayarn.am.reassign.MoveProgress.State;
import org.kafkayarn.am.reassign.Mover;
import org.kafkayarn.am.spec.NodeGroup.Role;

/** Replicas of real brokers are moved as planned. */
@Timeout(600)
class MoverIT {
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final int MB = 1_000_000;

  @TempDir static Path dir;

  private static LauncherCluster cluster;
  private static Admin admin;

  @BeforeAll
  static void startFourBrokers() throws Exception {
    Set<Role> broker = Set.of(BROKER);
    cluster = new LauncherCluster(dir, Set.of(BROKER, CONTROLLER), broker, broker, broker);
    for (int id = 0; id < 4; id++) {
      cluster.start(id, false);
    }
    admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
    int unused =
        Until.isTrue(
            "four brokers",
            SOON,
            () -> admin.describeCluster().nodes().get().size(),
            count -> count == 4);
  }

  @AfterAll
  static void stop() {
    admin.close();
    cluster.close();
  }

  /** A mover under a follower of its progress. */
  private static final class Run implements AutoCloseable {
    private final List<MoveProgress> progress = new CopyOnWriteArrayList<>();
    private final Mover mover = new Mover(progress::add);

    Run() {
      mover.start();
      mover.follow(Set.of(cluster.bootstrapServers().split(",", -1)));
    }

    MoveProgress await(String what, Predicate<MoveProgress> condition) throws Exception {
      return Until.isTrue(
              what,
              SOON,
              () -> progress.isEmpty() ? Optional.<MoveProgress>empty() : last(),
              seen -> seen.filter(condition).isPresent())
          .orElseThrow();
    }

    MoveProgress awaitEnd() throws Exception {
      return await("an end", seen -> seen.state().isEnd());
    }

    private Optional<MoveProgress> last() {
      return Optional.of(progress.get(progress.size() - 1));
    }

    @Override
    public void close() {
      mover.close();
    }
  }

  private static MoveOrder order(int number, MovePlan plan, int bytesPerSecond, int perBroker) {
    return new MoveOrder(
        number,
        plan,
        Direction.FORWARD,
        Optional.of(new SpeedLimits(bytesPerSecond, bytesPerSecond)),
        perBroker,
        true);
  }

  private static MovePlan plan(
      String topic, int partitions, int bytes, List<Integer> before, List<Integer> after)
      throws Exception {
    Map<Integer, List<Integer>> assignment = new TreeMap<>();
    List<PartitionMove> moves = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      assignment.put(i, before);
      moves.add(new PartitionMove(topic, i, before, after, bytes));
    }
    Void unused = admin.createTopics(List.of(new NewTopic(topic, assignment))).all().get();
    BulkRecords.write(cluster.bootstrapServers(), topic, partitions, bytes);
    return new MovePlan(moves);
  }

  private static List<List<Integer>> same(int partitions, List<Integer> replicas) {
    return IntStream.range(0, partitions).mapToObj(i -> replicas).toList();
  }

  private static void assertNothingLimited() throws Exception {
    assertEquals(Map.of(), KafkaView.limits(admin));
    assertEquals(Map.of(), admin.listPartitionReassignments().reassignments().get());
  }

  @Test
  void aPlanIsCarriedOutAtTheLimitedSpeed() throws Exception {
    MovePlan plan = plan("limited", 3, 8 * MB, List.of(0, 1), List.of(2, 1));
    try (Run run = new Run()) {
      long begun = System.nanoTime();
      run.mover.run(order(1, plan, 3 * MB, 5));

      MoveProgress middle =
          run.await("half of it", seen -> seen.bytesDone() > 8 * MB && seen.rate() > 0);
      assertEquals(State.RUNNING, middle.state());
      assertEquals(3 * MB, middle.limit());
      assertEquals(List.of("limited-0", "limited-1", "limited-2"), middle.underWay());
      assertEquals(Optional.empty(), middle.waitsFor());
      assertEquals(
          Map.of(
              "limited leader.replication.throttled.replicas", "0:0,0:1,1:0,1:1,2:0,2:1",
              "limited follower.replication.throttled.replicas", "0:2,1:2,2:2",
              "0 leader.replication.throttled.rate", "3000000",
              "0 follower.replication.throttled.rate", "3000000",
              "1 leader.replication.throttled.rate", "3000000",
              "1 follower.replication.throttled.rate", "3000000",
              "2 leader.replication.throttled.rate", "3000000",
              "2 follower.replication.throttled.rate", "3000000"),
          KafkaView.limits(admin));

      MoveProgress end = run.awaitEnd();
      assertEquals(State.DONE, end.state());
      assertEquals(3, end.partitionsDone());
      assertEquals(24 * MB, end.bytesDone());
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      assertTrue(took.toMillis() > 4_000, "24 MB at 3 MB/s in " + took);
    }
    assertNothingLimited();
    assertEquals(same(3, List.of(2, 1)), KafkaView.replicas(admin, "limited"));
    assertEquals(List.of(2, 2, 2), KafkaView.leaders(admin, "limited"));
    assertEquals(8 * MB * 3, BulkRecords.readable(cluster.bootstrapServers(), "limited"));
  }

  @Test
  void anAbortedPlanGoesBackToWhereItBegan() throws Exception {
    MovePlan plan = plan("back", 5, 4 * MB, List.of(0, 1, 2), List.of(1, 2, 3));
    try (Run run = new Run()) {
      run.mover.run(order(2, plan, 3 * MB, 1));
      MoveProgress unused =
          run.await("some", seen -> seen.partitionsDone() > 0 && !seen.underWay().isEmpty());

      run.mover.abort(2, true);
      MoveProgress end = run.awaitEnd();
      assertEquals(State.ABORTED, end.state());
      assertEquals(5, end.partitionsDone());
    }
    assertNothingLimited();
    assertEquals(same(5, List.of(0, 1, 2)), KafkaView.replicas(admin, "back"));
    assertEquals(5 * 4 * MB, BulkRecords.readable(cluster.bootstrapServers(), "back"));
  }

  @Test
  void anAbortedPlanMayStayWhereItIs() throws Exception {
    List<Integer> before = List.of(0, 1, 2);
    List<Integer> after = List.of(1, 2, 3);
    MovePlan plan = plan("half", 5, 4 * MB, before, after);
    int done;
    try (Run run = new Run()) {
      run.mover.run(order(3, plan, 3 * MB, 1));
      MoveProgress unused =
          run.await("some", seen -> seen.partitionsDone() > 1 && !seen.underWay().isEmpty());

      run.mover.abort(3, false);
      MoveProgress end = run.awaitEnd();
      assertEquals(State.ABORTED, end.state());
      done = end.partitionsDone();
    }
    assertNothingLimited();
    assertTrue(done >= 2 && done < 5, done + " are done");
    List<List<Integer>> expected = new ArrayList<>(same(done, after));
    expected.addAll(same(5 - done, before));
    assertEquals(expected, KafkaView.replicas(admin, "half"), "in their order, too");
  }

  @Test
  void anotherProcessGoesOnAndCanPause() throws Exception {
    MovePlan plan = plan("taken-over", 6, 4 * MB, List.of(3, 1), List.of(2, 1));
    MoveOrder order = order(4, plan, 3 * MB, 1);
    int doneByTheFirst;
    try (Run first = new Run()) {
      first.mover.run(order);
      doneByTheFirst =
          first
              .await("some", seen -> seen.partitionsDone() > 0 && !seen.underWay().isEmpty())
              .partitionsDone();
    }
    assertFalse(KafkaView.limits(admin).isEmpty(), "what a process leaves that has died");

    try (Run second = new Run()) {
      second.mover.run(order);
      second.mover.pause(4);
      MoveProgress paused =
          second.await("rest", seen -> seen.state() == State.PAUSED && seen.underWay().isEmpty());
      assertTrue(paused.partitionsDone() >= doneByTheFirst);
      assertTrue(paused.partitionsDone() < 6, "the rest is not begun: " + paused);
      MoveProgress still =
          Until.isTrue("no limits", SOON, () -> KafkaView.limits(admin), Map::isEmpty).isEmpty()
              ? second.last().orElseThrow()
              : paused;
      assertEquals(paused.partitionsDone(), still.partitionsDone());

      second.mover.follow(Set.of());
      second.mover.resume(4);
      MoveProgress unused =
          second.await("nobody", seen -> seen.waitsFor().equals(Optional.of("no broker serves")));
      second.mover.follow(Set.of(cluster.bootstrapServers().split(",", -1)));
      assertEquals(State.DONE, second.awaitEnd().state());
    }
    assertNothingLimited();
    assertEquals(same(6, List.of(2, 1)), KafkaView.replicas(admin, "taken-over"));
    assertEquals(6 * 4 * MB, BulkRecords.readable(cluster.bootstrapServers(), "taken-over"));
  }
}
