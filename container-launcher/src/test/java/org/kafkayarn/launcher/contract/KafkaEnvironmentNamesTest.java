package org.kafkayarn.launcher.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class KafkaEnvironmentNamesTest {
  @Test
  void namesAreThoseOfKafkasImage() {
    assertEquals(
        Optional.of("KAFKA_NUM_IO_THREADS"), KafkaEnvironmentNames.variable("num.io.threads"));
    assertEquals(Optional.of("KAFKA_ABC_DEF"), KafkaEnvironmentNames.variable("abc.def"));
    assertEquals(Optional.of("KAFKA_ABC__DEF"), KafkaEnvironmentNames.variable("abc_def"));
    assertEquals(Optional.of("KAFKA_ABC___DEF"), KafkaEnvironmentNames.variable("abc-def"));
  }

  @Test
  void aKeyThatWouldComeBackAsAnotherHasNoName() {
    assertEquals(Optional.empty(), KafkaEnvironmentNames.variable("Upper.case"));
    assertEquals(Optional.empty(), KafkaEnvironmentNames.variable("a..b"));
    assertEquals(Optional.empty(), KafkaEnvironmentNames.variable("a_-b"));
    assertEquals(Optional.empty(), KafkaEnvironmentNames.variable("ä"));
    assertEquals(Optional.empty(), KafkaEnvironmentNames.variable(""));
    assertEquals(Optional.empty(), KafkaEnvironmentNames.variable("yarn.cluster"));
    assertEquals(Optional.empty(), KafkaEnvironmentNames.variable("heap.opts"));
  }

  @Test
  void whatKafkasScriptsReadIsNoSetting() {
    assertEquals(Optional.empty(), KafkaEnvironmentNames.key("KAFKA_OPTS"));
    assertEquals(Optional.empty(), KafkaEnvironmentNames.key("KAFKA_YARN_NODE_ID"));
    assertEquals(Optional.empty(), KafkaEnvironmentNames.key("HADOOP_HOME"));
  }
}
