package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.spec.NodeGroup.Role.BROKER;
import static org.kafkayarn.am.spec.NodeGroup.Role.CONTROLLER;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.kafka.KafkaQuotas;
import org.kafkayarn.am.kafka.KafkaTopics;
import org.kafkayarn.am.kafka.QuotaClient;
import org.kafkayarn.am.kafka.QuotaKey;
import org.kafkayarn.am.kafka.TopicRefusedException;
import org.kafkayarn.am.kafka.TopicRefusedException.Kind;
import org.kafkayarn.am.kafka.TopicView;
import org.kafkayarn.am.kafka.Topics;
import org.kafkayarn.am.kafka.UncleanElections.KafkaSilentException;
import org.kafkayarn.am.spec.TopicExpression;

/** Topics and quotas of real brokers, as the API lists, makes and changes them. */
@Timeout(400)
class TopicsIT {
  private static final Duration SOON = Duration.ofSeconds(150);
  private static final TopicExpression ALL = TopicExpression.parse("topics", "*");

  @TempDir Path dir;
  private final KafkaTopics topics = new KafkaTopics();
  private final KafkaQuotas quotas = new KafkaQuotas();

  @Test
  void topicsBecomeWhatIsAskedAndWhatIsRefusedChangesNothing() throws Exception {
    try (LauncherCluster cluster =
            new LauncherCluster(dir, Set.of(BROKER, CONTROLLER), Set.of(BROKER));
        ProbedCluster probed = new ProbedCluster(cluster)) {
      assertEquals(
          "no broker serves",
          assertThrows(KafkaSilentException.class, () -> topics.list(ALL)).getMessage());
      cluster.start(0, false);
      cluster.start(1, false);
      probed.awaitServing(Set.of(0, 1), SOON);
      topics.follow(cluster.snapshot());
      quotas.follow(cluster.snapshot());

      made();
      refusedToMake();
      changed();
      sized(cluster);
      slowedDown(cluster);
      elected(cluster);
      deleted();

      KafkaTopics impatient = new KafkaTopics(Duration.ofSeconds(3));
      impatient.follow(cluster.snapshot());
      cluster.node(0).killKafka();
      cluster.node(1).killKafka();
      assertEquals(
          "Kafka has not answered within 3 s",
          assertThrows(KafkaSilentException.class, () -> impatient.list(ALL)).getMessage());
    }
  }

  private static Topics.Wish wish(
      String name, int factor, List<Integer> ring, Map<String, String> config) {
    return new Topics.Wish(name, OptionalInt.of(2), OptionalInt.of(factor), ring, Map.of(), config);
  }

  private void made() throws Exception {
    Topics.Wish wish = wish("orders", 2, List.of(1, 0), Map.of("retention.ms", "3600000"));
    Topics.Made would = topics.create(wish, true);
    assertEquals(List.of(), topics.list(ALL));
    assertEquals(would, topics.create(wish, false), "exactly what the dry run told");
    TopicView orders = await("orders", seen -> seen.underReplicated() == 0);
    assertEquals(
        would.replicas(), orders.partitions().stream().map(part -> part.replicas()).toList());
    assertEquals(Map.of("retention.ms", "3600000"), orders.config());
    assertEquals(Map.of(0, 1, 1, 1), orders.leaders());
    assertEquals(0, orders.offline());
    Topics.Made plain =
        topics.create(
            new Topics.Wish(
                "plain", OptionalInt.empty(), OptionalInt.of(1), List.of(), Map.of(), Map.of()),
            false);
    await("plain", seen -> seen.partitions().size() == plain.partitions());
  }

  /** A broker hears of a change a little after the controller has made it; there are two. */
  private TopicView await(String name, Predicate<TopicView> condition) throws Exception {
    AtomicInteger inARow = new AtomicInteger();
    return Until.isTrue(
            name + " is seen",
            SOON,
            () -> topics.list(ALL).stream().filter(topic -> topic.name().equals(name)).findAny(),
            seen ->
                (seen.filter(condition).isPresent() ? inARow.incrementAndGet() : reset(inARow))
                    >= 5)
        .orElseThrow();
  }

  private static int reset(AtomicInteger counter) {
    counter.set(0);
    return 0;
  }

  private void refusedToMake() throws Exception {
    refused(Kind.EXISTS, "name", "orders", wish("orders", 1, List.of(), Map.of()));
    refused(Kind.MISTAKE, "replicationFactor", "2", wish("x", 3, List.of(), Map.of()));
    refused(Kind.MISTAKE, "brokers", "[1]", wish("x", 2, List.of(1), Map.of()));
    refused(Kind.MISTAKE, "brokers", "7", wish("x", 1, List.of(7), Map.of()));
    refused(
        Kind.MISTAKE,
        "config.retentoin.ms",
        "Did you mean retention.ms?",
        wish("x", 1, List.of(), Map.of("retentoin.ms", "5")));
    refused(
        Kind.MISTAKE,
        "config.retention.ms",
        "many",
        wish("x", 1, List.of(), Map.of("retention.ms", "many")));
    refused(
        Kind.MISTAKE,
        "config.leader.replication.throttled.replicas",
        "moved",
        wish("x", 1, List.of(), Map.of("leader.replication.throttled.replicas", "*")));
    assertEquals(
        List.of("orders", "plain"), topics.list(ALL).stream().map(TopicView::name).toList());
  }

  private void refused(Kind kind, String field, String word, Topics.Wish wish) {
    for (boolean dryRun : List.of(true, false)) {
      refused(
          kind,
          field,
          word,
          assertThrows(TopicRefusedException.class, () -> topics.create(wish, dryRun)));
    }
  }

  private static void refused(Kind kind, String field, String word, TopicRefusedException e) {
    assertEquals(kind, e.kind(), e.getMessage());
    assertEquals(Optional.of(field), e.field(), e.getMessage());
    assertTrue(e.getMessage().contains(word), e.getMessage());
  }

  private void changed() throws Exception {
    Topics.Change change =
        new Topics.Change(
            OptionalInt.of(4),
            Map.of(
                "retention.ms", Optional.of("7200000"), "cleanup.policy", Optional.of("compact")));
    List<String> lines =
        List.of(
            "partitions: 2 -> 4",
            "cleanup.policy: (default) -> compact",
            "retention.ms: 3600000 -> 7200000");
    assertEquals(lines, topics.change("orders", change, true));
    assertEquals(2, topics.get("orders").partitions().size());
    assertEquals(lines, topics.change("orders", change, false));
    await(
        "orders",
        seen ->
            seen.partitions().size() == 4
                && seen.config()
                    .equals(Map.of("retention.ms", "7200000", "cleanup.policy", "compact")));
    assertEquals(List.of(), topics.change("orders", change, false), "it is so already");
    Topics.Change unset =
        new Topics.Change(OptionalInt.empty(), Map.of("cleanup.policy", Optional.empty()));
    assertEquals(
        List.of("cleanup.policy: compact -> (default)"), topics.change("orders", unset, false));

    TopicView before =
        await("orders", seen -> seen.config().equals(Map.of("retention.ms", "7200000")));
    assertEquals(4, before.partitions().size());
    refusedChange("config.retention.ms", "-2", OptionalInt.of(8), "retention.ms", "-2");
    refusedChange("config.retenton.ms", "retention.ms?", OptionalInt.of(8), "retenton.ms", "5");
    refusedChange("partitions", "less", OptionalInt.of(3), "retention.ms", "5");
    TopicView after = topics.get("orders");
    assertEquals(before.config(), after.config());
    assertEquals(before.partitions().size(), after.partitions().size());
    assertEquals(
        Kind.ABSENT,
        assertThrows(TopicRefusedException.class, () -> topics.change("none", unset, false))
            .kind());
  }

  private void refusedChange(
      String field, String word, OptionalInt partitions, String setting, String value) {
    Topics.Change change = new Topics.Change(partitions, Map.of(setting, Optional.of(value)));
    refused(
        Kind.MISTAKE,
        field,
        word,
        assertThrows(TopicRefusedException.class, () -> topics.change("orders", change, false)));
  }

  private void sized(LauncherCluster cluster) throws Exception {
    NumberedRecords records = new NumberedRecords(cluster.bootstrapServers(), "plain");
    records.write(0, 100);
    await("plain", seen -> seen.bytes().orElse(0) > 100);
  }

  private void slowedDown(LauncherCluster cluster) throws Exception {
    QuotaClient writer = new QuotaClient(Optional.empty(), Optional.of("writer"));
    QuotaClient others =
        new QuotaClient(Optional.of(QuotaClient.DEFAULT), Optional.of(QuotaClient.DEFAULT));
    Map<QuotaKey, Optional<Double>> slow =
        Map.of(QuotaKey.PRODUCER_BYTE_RATE, Optional.of(50_000.0));
    List<String> line = List.of("producer_byte_rate: (none) -> 50000");
    assertEquals(line, quotas.change(writer, slow, true));
    assertEquals(Map.of(), quotas.list(), "a dry run");
    assertEquals(line, quotas.change(writer, slow, false));
    quotas.change(others, Map.of(QuotaKey.REQUEST_PERCENTAGE, Optional.of(190.5)), false);
    Map<QuotaClient, Map<QuotaKey, Double>> both =
        Map.of(
            writer,
            Map.of(QuotaKey.PRODUCER_BYTE_RATE, 50_000.0),
            others,
            Map.of(QuotaKey.REQUEST_PERCENTAGE, 190.5));
    Until.isTrue("both quotas", SOON, quotas::list, both::equals);

    Map<String, Object> config =
        Map.of("bootstrap.servers", cluster.bootstrapServers(), "client.id", "writer");
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      Until.isTrue(
          "the writer is slowed down",
          SOON,
          () -> {
            var unused =
                producer.send(new ProducerRecord<>("plain", 0, null, new byte[50_000])).get();
            return throttledMs(producer);
          },
          ms -> ms > 0);
    } finally {
      producer.close(Duration.ZERO);
    }

    assertEquals(
        List.of("producer_byte_rate: 50000 -> (none)"), quotas.remove(writer, Set.of(), false));
    quotas.remove(others, Set.of(QuotaKey.REQUEST_PERCENTAGE), false);
    Until.isTrue("none", SOON, quotas::list, Map::isEmpty);
    TopicRefusedException none =
        assertThrows(TopicRefusedException.class, () -> quotas.remove(writer, Set.of(), false));
    assertEquals("client id writer has no quota", none.getMessage());
    assertEquals(Kind.ABSENT, none.kind());
  }

  private static double throttledMs(KafkaProducer<byte[], byte[]> producer) {
    return producer.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("produce-throttle-time-max"))
        .mapToDouble(metric -> (double) metric.metricValue())
        .filter(ms -> !Double.isNaN(ms))
        .max()
        .orElse(0);
  }

  /** Kafka changes the order of replicas at once, and the leader stays. */
  private void elected(LauncherCluster cluster) throws Exception {
    await("orders", seen -> seen.underReplicated() == 0);
    assertEquals(List.of(), topics.elect(ALL, false));
    List<Integer> replicas = topics.get("orders").partitions().get(0).replicas();
    int leader = replicas.get(0);
    int other = replicas.get(1);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      admin
          .alterPartitionReassignments(
              Map.of(
                  new TopicPartition("orders", 0),
                  Optional.of(new NewPartitionReassignment(List.of(other, leader)))))
          .all()
          .get();
    }
    List<Topics.Election> expected =
        List.of(new Topics.Election("orders", 0, Optional.of(leader), other, Optional.empty()));
    Until.isTrue("another one is preferred", SOON, () -> topics.elect(ALL, true), expected::equals);
    assertEquals(expected, topics.elect(ALL, false));
    Until.isTrue(
        "the preferred one leads",
        SOON,
        () -> topics.get("orders").partitions().get(0).leader(),
        Optional.of(other)::equals);
    Until.isTrue("all is well", SOON, () -> topics.elect(ALL, false), List::isEmpty);
  }

  private void deleted() throws Exception {
    topics.create(wish("__ours", 1, List.of(), Map.of()), false);
    await("__ours", seen -> seen.offline() == 0);
    refused(
        Kind.MISTAKE,
        "force",
        "__ours",
        assertThrows(TopicRefusedException.class, () -> topics.delete("__ours", false, false)));
    assertEquals("__ours", topics.delete("__ours", true, true).name());
    assertEquals(2, topics.delete("__ours", true, false).partitions().size());
    Until.isTrue(
        "it is gone",
        SOON,
        () -> topics.list(ALL).stream().map(TopicView::name).toList(),
        List.of("orders", "plain")::equals);
  }
}
