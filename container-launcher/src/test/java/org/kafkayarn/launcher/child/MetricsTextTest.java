package org.kafkayarn.launcher.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
  /** A gauge as Kafka registers it. */
  public interface GaugeMBean {
    Object getValue();
  }

  /** Of any value. */
  public record Gauge(Object value) implements GaugeMBean {
    @Override
    public Object getValue() {
      if (value instanceof RuntimeException e) {
        throw e;
      }
      return value;
    }
  }

  private final MBeanServer server = MBeanServerFactory.newMBeanServer();

  private void gauge(String name, Object value) throws JMException {
    server.registerMBean(new Gauge(value), new ObjectName(name));
  }

  private List<String> lines(boolean partitions) {
    List<String> lines = new ArrayList<>();
    MetricsText.write(server, partitions, lines::add);
    return lines;
  }

  @Test
  void anMBeansNameBecomesAMetricWithLabels() throws JMException {
    gauge("kafka.server:type=ReplicaManager,name=UnderReplicatedPartitions", 3);
    gauge("kafka.network:type=RequestMetrics,name=LocalTimeMs,request=Fetch,version=17", 1.5);
    gauge("kafka.network:type=RequestMetrics,name=LocalTimeMs,request=Produce", Double.NaN);
    gauge("kafka.server:type=Fetch,client-id=\"a\\*b\\\"c\"", Double.POSITIVE_INFINITY);
    gauge("kafka.server:type=KafkaServer,name=ClusterId", "a text");
    gauge("kafka.server:type=KafkaServer,name=Ready", true);
    gauge("kafka.server:type=KafkaServer,name=Broken", new IllegalStateException("closed"));
    gauge("other:type=Thing", 1);
    assertEquals(
        List.of(
            "# TYPE kafka_network_requestmetrics_localtimems untyped",
            "kafka_network_requestmetrics_localtimems{request=\"Fetch\",version=\"17\"} 1.5",
            "kafka_network_requestmetrics_localtimems{request=\"Produce\"} NaN",
            "# TYPE kafka_server_fetch untyped",
            "kafka_server_fetch{client_id=\"a*b\\\"c\"} +Inf",
            "# TYPE kafka_server_kafkaserver_ready untyped",
            "kafka_server_kafkaserver_ready 1",
            "# TYPE kafka_server_replicamanager_underreplicatedpartitions untyped",
            "kafka_server_replicamanager_underreplicatedpartitions 3",
            "# EOF"),
        lines(false));
  }

  @Test
  void singlePartitionsAreToldWhenAskedFor() throws JMException {
    gauge("kafka.log:type=Log,name=Size,topic=a,partition=0", 10L);
    assertEquals(List.of("# EOF"), lines(false));
    assertTrue(lines(true).contains("kafka_log_log_size{partition=\"0\",topic=\"a\"} 10"));
  }

  @Test
  void theJvmIsToldOf() {
    List<String> lines = new ArrayList<>();
    MetricsText.write(ManagementFactory.getPlatformMBeanServer(), false, lines::add);
    for (String start :
        List.of(
            "java_lang_memory_heapmemoryusage_used ",
            "java_lang_threading_threadcount ",
            "java_lang_garbagecollector_collectioncount{name=",
            "java_nio_bufferpool_memoryused{name=\"direct\"} ")) {
      assertTrue(lines.stream().anyMatch(line -> line.startsWith(start)), start);
    }
    assertFalse(lines.stream().anyMatch(line -> line.contains("\n")));
  }
}
