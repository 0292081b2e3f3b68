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
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.balance.AdaptiveThrottle;
import org.kafkayarn.am.balance.Layout;
import org.kafkayarn.am.balance.MovePlan;
import org.kafkayarn.am.balance.PartitionMove;
import org.kafkayarn.am.reassign.LayoutLook;
import org.kafkayarn.am.reassign.MoveOrder;
import org.kafkayarn.am.reassign.MoveOrder.Direction;
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
    int unused = Until.isTrue("four brokers", SOON, MoverIT::brokers, count -> count == 4);
  }

  private static int brokers() throws InterruptedException {
    try {
      return admin.describeCluster().nodes().get().size();
    } catch (ExecutionException e) {
      // None answers yet.
      return 0;
    }
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
        Optional.of(AdaptiveThrottle.fixed(bytesPerSecond)),
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

  /** A broker tells of it a moment later than the controller has done it. */
  private static <T> void awaitSame(T expected, Callable<T> observe) throws Exception {
    T unused = Until.isTrue("" + expected, SOON, observe, expected::equals);
  }

  private static void awaitNothingLimited() throws Exception {
    assertEquals(Map.of(), admin.listPartitionReassignments().reassignments().get());
    awaitSame(Map.of(), () -> KafkaView.limits(admin));
  }

  private static void awaitReplicas(String topic, List<List<Integer>> expected) throws Exception {
    awaitSame(expected, () -> KafkaView.replicas(admin, topic));
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
      awaitSame(
          Map.of(
              "limited leader.replication.throttled.replicas", "0:0,0:1,1:0,1:1,2:0,2:1",
              "limited follower.replication.throttled.replicas", "0:2,1:2,2:2",
              "0 leader.replication.throttled.rate", "3000000",
              "0 follower.replication.throttled.rate", "3000000",
              "1 leader.replication.throttled.rate", "3000000",
              "1 follower.replication.throttled.rate", "3000000",
              "2 leader.replication.throttled.rate", "3000000",
              "2 follower.replication.throttled.rate", "3000000"),
          () -> KafkaView.limits(admin));

      MoveProgress end = run.awaitEnd();
      assertEquals(State.DONE, end.state());
      assertEquals(3, end.partitionsDone());
      assertEquals(24 * MB, end.bytesDone());
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      assertTrue(took.toMillis() > 4_000, "24 MB at 3 MB/s in " + took);
    }
    awaitNothingLimited();
    awaitReplicas("limited", same(3, List.of(2, 1)));
    awaitSame(List.of(2, 2, 2), () -> KafkaView.leaders(admin, "limited"));
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
    awaitNothingLimited();
    awaitReplicas("back", same(5, List.of(0, 1, 2)));
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
    awaitNothingLimited();
    assertTrue(done >= 2 && done < 5, done + " are done");
    List<List<Integer>> expected = new ArrayList<>(same(done, after));
    expected.addAll(same(5 - done, before));
    awaitReplicas("half", expected);
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
      second.mover.runPaused(order);
      MoveProgress paused =
          second.await("rest", seen -> seen.state() == State.PAUSED && seen.underWay().isEmpty());
      assertTrue(paused.partitionsDone() >= doneByTheFirst);
      assertTrue(paused.partitionsDone() < 6, "the rest is not begun: " + paused);
      awaitNothingLimited();
      assertEquals(paused, second.last().orElseThrow(), "nothing is begun");

      second.mover.follow(Set.of());
      second.mover.resume(4);
      MoveProgress unused =
          second.await("nobody", seen -> seen.waitsFor().equals(Optional.of("no broker serves")));
      second.mover.follow(Set.of(cluster.bootstrapServers().split(",", -1)));
      assertEquals(State.DONE, second.awaitEnd().state());
    }
    awaitNothingLimited();
    awaitReplicas("taken-over", same(6, List.of(2, 1)));
    assertEquals(6 * 4 * MB, BulkRecords.readable(cluster.bootstrapServers(), "taken-over"));
  }

  @Test
  void theLimitIsLoweredWhileOthersLag() throws Exception {
    MovePlan other = plan("other", 1, MB, List.of(2, 3), List.of(2, 3));
    assertEquals(0, other.bytesToMove());
    MovePlan plan = plan("lowered", 2, 12 * MB, List.of(0), List.of(1));
    try (Run run = new Run()) {
      cluster.node(3).killKafka();
      run.mover.run(
          new MoveOrder(
              5,
              plan,
              Direction.FORWARD,
              Optional.of(new AdaptiveThrottle(MB / 2, 4 * MB, MB)),
              5,
              false));
      MoveProgress lowered =
          run.await("less", seen -> seen.limit() == MB / 2 && seen.waitsFor().isPresent());
      assertTrue(lowered.waitsFor().orElseThrow().contains("under-replicated"), "" + lowered);
      awaitSame(
          "500000", () -> KafkaView.limits(admin).get("1 follower.replication.throttled.rate"));

      cluster.start(3, true);
      MoveProgress raised =
          run.await("more", seen -> seen.limit() > MB / 2 || seen.state().isEnd());
      assertEquals(Optional.empty(), raised.waitsFor());
      assertEquals(State.DONE, run.awaitEnd().state());
    }
    awaitNothingLimited();
    awaitReplicas("lowered", same(2, List.of(1)));
    awaitSame(4, MoverIT::brokers);
  }

  @Test
  void theLayoutIsWhatKafkaTells() throws Exception {
    MovePlan unused = plan("read", 2, 2 * MB, List.of(3, 0), List.of(3, 0));

    Layout layout = LayoutLook.at(admin);

    assertEquals(List.of(0, 1, 2, 3), layout.brokers().stream().map(Layout.Broker::id).toList());
    for (Layout.Broker broker : layout.brokers()) {
      assertTrue(broker.online(), broker.toString());
      long total = broker.capacity().orElseThrow().total();
      assertTrue(total > broker.capacity().orElseThrow().free() && total > 0, broker.toString());
    }
    List<Layout.Partition> read =
        layout.partitions().stream().filter(one -> one.topic().equals("read")).toList();
    assertEquals(2, read.size());
    for (Layout.Partition partition : read) {
      assertEquals(List.of(3, 0), partition.replicas());
      assertEquals(OptionalInt.of(3), partition.leader());
      assertEquals(Set.of(0, 3), Set.copyOf(partition.isr()));
      assertTrue(partition.bytes() >= 2 * MB && partition.bytes() < 3 * MB, "" + partition);
    }
  }
}
