package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kafkayarn.am.plan.Worlds.T0;

import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.state.Features;
import org.kafkayarn.am.state.KafkaEvent;

class VersionChecksTest {
  private static final String NOW = "brokers: 1\nkafka: hdfs:///k/kafka_2.13-4.3.1.tar\n";
  private static final int V43 = 30;
  private static final int V42 = 29;

  private final Worlds world = new Configured(NOW).world;

  private Optional<String> refusalOf(String kafka) {
    Worlds other = new Configured("brokers: 1\nkafka: " + kafka + "\n").world;
    return VersionChecks.refusal(world.state(), other.state().spec());
  }

  private void finalized(int level) {
    world.on(T0, new KafkaEvent.FeaturesObserved(new Features(level, new TreeMap<>())));
  }

  @Test
  void aKafkaThatIsOlderThanTheFinalizedMetadataIsRefusedByTheNameOfItsArchive() {
    finalized(V43);
    assertEquals(
        Optional.of(
            "kafka: kafka_2.13-4.2.1.tgz: Kafka 4.2.1 cannot run this cluster: it knows"
                + " metadata.version 4.2-IV1 at most, and 4.3-IV0 is finalized. Give a Kafka that"
                + " knows it"),
        refusalOf("hdfs:///k/kafka_2.13-4.2.1.tgz"));
  }

  @Test
  void theWayBackIsOpenUntilTheMetadataIsFinalized() {
    finalized(V42);
    assertEquals(Optional.empty(), refusalOf("hdfs:///k/kafka_2.13-4.2.1.tgz"));
  }

  @Test
  void whatCannotBeToldFromANameIsNotRefused() {
    assertEquals(Optional.empty(), refusalOf("hdfs:///k/kafka_2.13-4.2.1.tgz"), "nothing is known");
    finalized(V43);
    assertEquals(Optional.empty(), refusalOf("hdfs:///k/our-kafka.tgz"));
    assertEquals(Optional.empty(), refusalOf("hdfs:///k/kafka_2.13-4.30.0.tgz"));
  }

  @Test
  void whatRunsAlreadyIsNoChange() {
    finalized(V43 + 1);
    assertEquals(Optional.empty(), refusalOf("hdfs:///k/kafka_2.13-4.3.1.tar"));
  }
}
