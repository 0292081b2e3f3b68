package org.kafkayarn.am.spec;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManagedSettingsTest {
  private static void check(String... keysAndValues) {
    TreeMap<String, Optional<String>> settings = new TreeMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      settings.put(keysAndValues[i], Optional.of(keysAndValues[i + 1]));
    }
    ManagedSettings.check(settings);
  }

  private static String error(String... keysAndValues) {
    return assertThrows(UserError.class, () -> check(keysAndValues)).getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "node.id,-brokers",
    "broker.id,-brokers",
    "process.roles,-brokers",
    "listeners,-ports",
    "advertised.listeners,-ports",
    "controller.listener.names,-ports",
    "controller.quorum.voters,quorum itself",
    "controller.quorum.bootstrap.servers,quorum itself",
    "controller.quorum.auto.join.enable,quorum itself",
    "log.dir,-data-dirs",
    "log.dirs,-data-dirs",
    "metadata.log.dir,-data-dirs",
    "broker.rack,rack that YARN knows",
    "cluster.id,-name",
    "zookeeper.connect,KRaft",
  })
  void whatWeManageIsRefusedWithWhatToUseInstead(String key, String instead) {
    String line = error(key, "x");
    assertTrue(line.startsWith("config: cannot be set: " + key + ": "), line);
    assertTrue(line.contains(instead), line);
  }

  @Test
  void allRefusedSettingsAreToldAtOnce() {
    assertEquals(
        "config: cannot be set: broker.id, node.id: kafka-yarn gives node ids; how many nodes:"
            + " -brokers; log.dirs: use -data-dirs DIR,DIR",
        error("log.dirs", "/tmp", "node.id", "1", "broker.id", "1", "num.io.threads", "4"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssl.keystore.password",
        "listener.name.x.ssl.key.password",
        "sasl.jaas.config",
        "listener.name.sasl.plain.sasl.jaas.config",
        "ssl.keystore.key",
        "delegation.token.secret.key",
        "password.encoder.secret",
        "sasl.oauthbearer.client.credentials.client.secret",
      })
  void aSecretInPlainTextIsRefused(String key) {
    String line = error(key, "hunter2");
    assertTrue(line.contains("config providers"), line);
    assertTrue(!line.contains("hunter2"), line);
    assertDoesNotThrow(() -> check(key, "${file:/etc/kafka/secrets:pw}"));
  }

  @Test
  void aJaasLineMayOnlyReferToItsPassword() {
    String plain = "o.a.k.PlainLoginModule required username=\"u\" password=";
    assertTrue(error("sasl.jaas.config", plain + "\"p\" x=\"${file:/f:x}\";").contains("secret"));
    assertDoesNotThrow(() -> check("sasl.jaas.config", plain + "\"${file:/f:pw}\";"));
  }

  @Test
  void ordinarySettingsPass() {
    assertDoesNotThrow(
        () ->
            check(
                "log.retention.hours", "24",
                "controller.quorum.fetch.timeout.ms", "3000",
                "broker.session.timeout.ms", "6000",
                "log.dir.failure.timeout.ms", "1000",
                "listener.name.internal.max.connections", "10",
                "ssl.keystore.location", "/etc/k.jks"));
  }

  @Test
  void whatCannotBeASettingIsRefused() {
    assertTrue(error("log dirs", "x").contains("not the name of a Kafka setting"));
  }
}
