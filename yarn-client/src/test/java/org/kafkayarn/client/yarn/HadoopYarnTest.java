package org.kafkayarn.client.yarn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.api.records.QueueState;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;
import org.apache.hadoop.yarn.util.Records;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.client.submit.Submission;

/** The edge against a real ResourceManager, with both of its schedulers. */
class HadoopYarnTest {
  private static final String CAPACITY =
      "org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacityScheduler";
  private static final String FAIR =
      "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fair.FairScheduler";
  private static final EnumSet<YarnApplicationState> ANY =
      EnumSet.allOf(YarnApplicationState.class);

  @TempDir Path directory;

  /** What a test does with a ResourceManager. */
  private interface Deed {
    void with(HadoopYarn yarn) throws IOException;
  }

  /** A ResourceManager without web pages, whose Guice a Java 17 refuses. */
  private static final class WithoutPages extends ResourceManager {
    @Override
    protected void startWepApp() {}
  }

  private static void withResourceManager(YarnConfiguration conf, Deed deed) throws IOException {
    for (String address :
        List.of(
            YarnConfiguration.RM_ADDRESS,
            YarnConfiguration.RM_SCHEDULER_ADDRESS,
            YarnConfiguration.RM_RESOURCE_TRACKER_ADDRESS,
            YarnConfiguration.RM_ADMIN_ADDRESS,
            YarnConfiguration.RM_WEBAPP_ADDRESS)) {
      conf.set(address, "127.0.0.1:0");
    }
    conf.setBoolean(YarnConfiguration.YARN_MINICLUSTER_FIXED_PORTS, false);
    DefaultMetricsSystem.setMiniClusterMode(true);
    ResourceManager rm = new WithoutPages();
    rm.init(conf);
    rm.start();
    try (HadoopYarn yarn = HadoopYarn.open(rm.getConfig())) {
      deed.with(yarn);
    } finally {
      rm.stop();
    }
  }

  private static YarnConfiguration capacity() {
    YarnConfiguration conf = new YarnConfiguration();
    conf.set(YarnConfiguration.RM_SCHEDULER, CAPACITY);
    Map.of(
            "root.queues", "default,prod",
            "root.default.capacity", "50",
            "root.prod.capacity", "50",
            "root.prod.queues", "kafka,old",
            "root.prod.kafka.capacity", "50",
            "root.prod.old.capacity", "50",
            "root.prod.old.state", "STOPPED",
            "root.prod.kafka.maximum-application-lifetime", "3600")
        .forEach((key, value) -> conf.set("yarn.scheduler.capacity." + key, value));
    return conf;
  }

  private static ApplicationSubmissionContext application(
      ApplicationId id, String name, String queue) {
    ApplicationSubmissionContext context = Records.newRecord(ApplicationSubmissionContext.class);
    context.setApplicationId(id);
    context.setApplicationName(name);
    context.setApplicationType(YarnGateway.APPLICATION_TYPE);
    context.setQueue(queue);
    context.setResource(Resource.newInstance(512, 1));
    context.setAMContainerSpec(
        ContainerLaunchContext.newInstance(Map.of(), Map.of(), List.of("true"), null, null, null));
    return context;
  }

  @Test
  void theCapacitySchedulersQueuesAreKnownByShortAndFullNames() throws IOException {
    withResourceManager(
        capacity(),
        yarn -> {
          for (String name : List.of("default", "root.default", "kafka", "root.prod.kafka")) {
            assertTrue(yarn.queue(name).isPresent(), name);
            assertEquals(List.of(), yarn.childrenOf(name), name);
          }
          assertEquals(Optional.empty(), yarn.queue("nowhere"));
          assertEquals(Optional.empty(), yarn.queue("root.prod.nowhere"));
          assertEquals(2, yarn.childrenOf("root.prod").size());
          assertEquals(2, yarn.childrenOf("prod").size());
          assertEquals(QueueState.STOPPED, yarn.queue("old").orElseThrow().getQueueState());
          assertTrue(
              yarn.queues().stream().map(QueueInfo::getQueueName).toList().contains("kafka")
                  || yarn.queues().stream()
                      .map(QueueInfo::getQueueName)
                      .toList()
                      .contains("root.prod.kafka"));
          assertEquals(List.of(), yarn.runningNodes());
        });
  }

  @Test
  void theFairSchedulersQueuesAreKnownByShortAndFullNames() throws IOException {
    Path allocations = directory.resolve("fair-scheduler.xml");
    Files.writeString(
        allocations,
        """
        <?xml version="1.0"?>
        <allocations><queue name="prod"><queue name="kafka"/></queue></allocations>
        """);
    YarnConfiguration conf = new YarnConfiguration();
    conf.set(YarnConfiguration.RM_SCHEDULER, FAIR);
    conf.set("yarn.scheduler.fair.allocation.file", allocations.toString());
    withResourceManager(
        conf,
        yarn -> {
          for (String name : List.of("prod.kafka", "root.prod.kafka")) {
            assertTrue(yarn.queue(name).isPresent(), name);
            assertEquals(List.of(), yarn.childrenOf(name), name);
          }
          assertEquals(Optional.empty(), yarn.queue("nowhere"));
          assertEquals(1, yarn.childrenOf("root.prod").size());
          assertFalse(yarn.queues().isEmpty());
        });
  }

  @Test
  void anApplicationIsFoundByItsNameAndItsLifetimeIsKnown() throws IOException {
    String user = UserGroupInformation.getCurrentUser().getShortUserName();
    withResourceManager(
        capacity(),
        yarn -> {
          YarnGateway.NewApplication first = yarn.newApplication();
          assertTrue(first.most().getMemorySize() >= 1024);
          yarn.submit(application(first.id(), "orders", "root.prod.kafka"));
          YarnGateway.NewApplication second = yarn.newApplication();
          yarn.submit(application(second.id(), "other", "default"));

          assertEquals(2, yarn.applications(user, ANY).size());
          ApplicationReport live = LiveCluster.find(yarn, user, "orders").orElseThrow();
          assertEquals(first.id(), live.getApplicationId());
          assertEquals(Optional.empty(), LiveCluster.find(yarn, user, "order"));
          assertEquals(Optional.empty(), LiveCluster.find(yarn, "nobody", "orders"));
          assertEquals(Optional.empty(), LiveCluster.last(yarn, user, "orders"));
          assertTrue(Submission.lifetime(live).orElse("").contains("in 59m"), live.toString());
          assertEquals(Optional.empty(), Submission.lifetime(yarn.report(second.id())));
        });
  }

  @Test
  void whatTheResourceManagerRefusesIsToldInOneLine() throws IOException {
    withResourceManager(
        capacity(),
        yarn -> {
          ApplicationId id = yarn.newApplication().id();
          YarnRefusal refusal =
              assertThrows(YarnRefusal.class, () -> yarn.submit(application(id, "orders", "old")));
          assertTrue(refusal.getMessage().contains("STOPPED"), refusal.getMessage());
          assertFalse(refusal.getMessage().contains("\n"), refusal.getMessage());
        });
  }

  @Test
  void nobodyAnsweringIsKnownWithinSeconds() throws IOException {
    Configuration conf = new YarnConfiguration();
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      conf.set(YarnConfiguration.RM_ADDRESS, "127.0.0.1:" + free.getLocalPort());
    }
    long started = System.nanoTime();
    try (HadoopYarn yarn = HadoopYarn.open(conf)) {
      assertThrows(IOException.class, () -> yarn.applications("alice", ANY));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    assertTrue(took.compareTo(Duration.ofSeconds(30)) < 0, took.toString());
  }
}
