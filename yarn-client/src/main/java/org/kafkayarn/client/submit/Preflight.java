package org.kafkayarn.client.submit;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.api.records.QueueState;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.yarn.LiveCluster;
import org.kafkayarn.client.yarn.YarnGateway;

/**
 * What can be known to fail before anything is changed. Every check refuses with one line; what may
 * still turn out well is returned as warnings.
 */
public final class Preflight {
  /** An administrator's word that the NodeManagers' local directories are prepared for data. */
  public static final String DATA_ROOT_PREPARED = "kafka-yarn.data-root.prepared";

  private Preflight() {}

  /** A Hadoop configuration was found, and it is of a cluster that we can run on. */
  public static void checkConfiguration(Configuration conf) {
    if (conf.getResource("yarn-site.xml") == null
        && !isSet(conf, YarnConfiguration.RM_ADDRESS)
        && !isSet(conf, YarnConfiguration.RM_HOSTNAME)
        && !isSet(conf, YarnConfiguration.RM_HA_IDS)) {
      throw new UserError(
          "no Hadoop configuration found (no yarn-site.xml): set HADOOP_CONF_DIR to the directory"
              + " that holds core-site.xml and yarn-site.xml. Without a cluster: kafka-yarn local");
    }
    // Without a delegation token's renewal it would start and die later.
    if ("kerberos".equalsIgnoreCase(conf.getTrimmed("hadoop.security.authentication", "simple"))) {
      throw new UserError(
          "this Hadoop cluster uses Kerberos (hadoop.security.authentication), which kafka-yarn"
              + " does not support yet");
    }
    UserGroupInformation.setConfiguration(conf);
  }

  private static boolean isSet(Configuration conf, String key) {
    String[] sources = conf.get(key) == null ? null : conf.getPropertySources(key);
    return sources != null && !Arrays.asList(sources).contains("yarn-default.xml");
  }

  static void checkNotLive(YarnGateway yarn, String user, String name) throws IOException {
    Optional<ApplicationReport> live = LiveCluster.find(yarn, user, name);
    if (live.isPresent()) {
      throw new UserError(
          "cluster %s is live already: %s (%s). Stop it first: kafka-yarn stop -name %s"
              .formatted(
                  name, live.get().getApplicationId(), live.get().getYarnApplicationState(), name));
    }
  }

  static void checkQueue(YarnGateway yarn, Optional<String> named) throws IOException {
    if (named.isEmpty()) {
      return; // placement rules may lead anywhere
    }
    String name = named.get();
    Optional<QueueInfo> queue = yarn.queue(name);
    if (queue.isEmpty()) {
      throw new UserError("-queue " + name + ": there is no such queue" + suggestion(yarn, name));
    }
    List<QueueInfo> children = yarn.childrenOf(name);
    if (!children.isEmpty()) {
      throw new UserError(
          "-queue %s: applications cannot run in it, only in a queue below it: %s"
              .formatted(name, names(children)));
    }
    if (queue.get().getQueueState() != null && queue.get().getQueueState() != QueueState.RUNNING) {
      throw new UserError(
          "-queue %s is %s: it takes no application".formatted(name, queue.get().getQueueState()));
    }
  }

  private static String suggestion(YarnGateway yarn, String name) throws IOException {
    List<String> known = yarn.queues().stream().map(QueueInfo::getQueueName).toList();
    return known.isEmpty()
        ? ""
        : ". Did you mean "
            + SpecKey.nearest(name, known)
            + "? There are: "
            + String.join(", ", known.subList(0, Math.min(20, known.size())));
  }

  private static String names(List<QueueInfo> queues) {
    return String.join(", ", queues.stream().map(QueueInfo::getQueueName).toList());
  }

  /**
   * Under LinuxContainerExecutor the containers' user may not write in the NodeManagers' local
   * directories: somebody has to make room for the data there once.
   */
  static List<String> checkDataRoot(ClusterSpec spec, Configuration conf) {
    boolean onLocalDisks = spec.nodes().values().stream().anyMatch(n -> n.dataDirs().isEmpty());
    boolean otherUser =
        conf.get(YarnConfiguration.NM_CONTAINER_EXECUTOR, "").endsWith(".LinuxContainerExecutor");
    if (!onLocalDisks || !otherUser || conf.getBoolean(DATA_ROOT_PREPARED, false)) {
      return List.of();
    }
    return List.of(
        "the NodeManagers run containers by LinuxContainerExecutor ("
            + YarnConfiguration.NM_CONTAINER_EXECUTOR
            + "), and data can only lie on their local disks once an administrator has run, on each"
            + " host and for each of yarn.nodemanager.local-dirs: install -d -m 1777"
            + " LOCAL_DIR/kafka-yarn. Then set "
            + DATA_ROOT_PREPARED
            + "=true in yarn-site.xml; or name other directories with -data-dirs");
  }

  /** Each container can be granted some day; returns what may take long. */
  static List<String> checkSizes(ClusterSpec spec, Resource most, List<NodeReport> running) {
    return Sizes.check(spec, most, running.stream().map(ReportedHost::of).toList());
  }
}
