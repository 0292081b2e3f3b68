package org.kafkayarn.client.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kafkayarn.am.store.ClusterHome;

/** The Hadoop settings of an {@link EmbeddedYarn}: of the whole, and of each NodeManager. */
final class YarnSettings {
  /** The folder, on the default file system, that holds the homes of all Kafka clusters. */
  static final String HOME = ClusterHome.ROOT_KEY;

  private static final String RM_HOST = "127.0.0.1";

  private final EmbeddedYarnOptions options;
  private final Map<String, String> common;
  private final List<Map<String, String>> nodeManagers;

  YarnSettings(EmbeddedYarnOptions options) {
    this.options = options;
    this.common = common();
    this.nodeManagers = new ArrayList<>();
    for (int i = 0; i < options.nodeManagers(); i++) {
      nodeManagers.add(nodeManager(i));
    }
  }

  /** For core-site.xml: the file system and the racks. */
  Map<String, String> core() {
    Map<String, String> core = new LinkedHashMap<>();
    core.put("fs.defaultFS", "file:///");
    core.put("hadoop.tmp.dir", path("tmp"));
    core.put(HOME, path("home"));
    core.put("net.topology.node.switch.mapping.impl", "org.apache.hadoop.net.TableMapping");
    core.put("net.topology.table.file.name", path("conf/topology.table"));
    return core;
  }

  /** For yarn-site.xml: what the ResourceManager, all NodeManagers and clients share. */
  Map<String, String> yarn() {
    return Map.copyOf(common);
  }

  /** What one NodeManager has for itself, on top of {@link #yarn()}. */
  Map<String, String> yarnOf(int nodeManager) {
    return Map.copyOf(nodeManagers.get(nodeManager));
  }

  String topologyTable() {
    StringBuilder table = new StringBuilder();
    for (int i = 0; i < options.nodeManagers(); i++) {
      table.append(options.host(i)).append(' ').append(options.rack(i)).append('\n');
    }
    return table.toString();
  }

  private Map<String, String> common() {
    Map<String, String> yarn = new LinkedHashMap<>(resourceManager());
    yarn.put(
        "yarn.application.classpath", path("conf") + "," + String.join(",", options.hadoopJars()));
    yarn.put("yarn.nodemanager.vmem-check-enabled", Boolean.toString(options.vmemCheck()));
    yarn.put("yarn.nodemanager.resource.memory-mb", Integer.toString(options.memoryMb()));
    yarn.put("yarn.nodemanager.resource.cpu-vcores", Integer.toString(options.vcores()));
    // The NodeManagers share this JVM's environment, in which JAVA_HOME may be missing.
    yarn.put(
        "yarn.nodemanager.admin-env",
        "MALLOC_ARENA_MAX=$MALLOC_ARENA_MAX,JAVA_HOME=" + options.javaHome());
    yarn.put(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "99.5");
    yarn.put("yarn.nodemanager.recovery.enabled", Boolean.toString(options.nodeManagerRecovery()));
    yarn.put("yarn.nodemanager.recovery.supervised", Boolean.toString(options.supervised()));
    yarn.put("yarn.log-aggregation-enable", "true");
    // Hadoop's default is one folder in /tmp for all of a user's ResourceManagers.
    yarn.put("yarn.node-attribute.fs-store.root-dir", "file://" + path("node-attributes"));
    yarn.put("yarn.nodemanager.remote-app-log-dir", path("aggregated-logs"));
    options
        .sigkillDelay()
        .ifPresent(
            delay ->
                yarn.put(
                    "yarn.nodemanager.sleep-delay-before-sigkill.ms",
                    Long.toString(delay.toMillis())));
    yarn.putAll(options.settings());
    return yarn;
  }

  private Map<String, String> resourceManager() {
    int client = options.rmPort();
    List<Integer> ports =
        client == 0 ? Ports.free(RM_HOST, 4) : List.of(client, client - 2, client - 1, client + 1);
    int web = options.webPort() == 0 ? Ports.free(RM_HOST, 1).get(0) : options.webPort();
    Map<String, String> rm = new LinkedHashMap<>();
    rm.put("yarn.is.minicluster", "true");
    rm.put("yarn.resourcemanager.hostname", RM_HOST);
    rm.put("yarn.resourcemanager.address", RM_HOST + ":" + ports.get(0));
    rm.put("yarn.resourcemanager.scheduler.address", RM_HOST + ":" + ports.get(1));
    rm.put("yarn.resourcemanager.resource-tracker.address", RM_HOST + ":" + ports.get(2));
    rm.put("yarn.resourcemanager.admin.address", RM_HOST + ":" + ports.get(3));
    rm.put("yarn.resourcemanager.webapp.address", RM_HOST + ":" + web);
    // Hadoop's 30 s would make every restart of the ResourceManager in a test that slow.
    rm.put("yarn.resourcemanager.connect.retry-interval.ms", "1000");
    rm.put("yarn.scheduler.minimum-allocation-mb", "128");
    rm.put("yarn.scheduler.maximum-allocation-mb", Integer.toString(options.memoryMb()));
    rm.put("yarn.scheduler.maximum-allocation-vcores", Integer.toString(options.vcores()));
    rm.put("yarn.scheduler.capacity.root.queues", "default");
    rm.put("yarn.scheduler.capacity.root.default.capacity", "100");
    rm.put("yarn.scheduler.capacity.root.default.maximum-am-resource-percent", "1");
    rm.put("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
    if (options.resourceManagerRecovery()) {
      rm.put("yarn.resourcemanager.recovery.enabled", "true");
      rm.put(
          "yarn.resourcemanager.store.class",
          "org.apache.hadoop.yarn.server.resourcemanager.recovery.FileSystemRMStateStore");
      rm.put("yarn.resourcemanager.fs.state-store.uri", path("rm-state"));
    }
    return rm;
  }

  private Map<String, String> nodeManager(int i) {
    String host = options.host(i);
    int first = options.nodeManagerPort();
    List<Integer> ports =
        first == 0 ? Ports.free(host, 4) : List.of(first, first + 1, first + 2, first + 3);
    Map<String, String> nm = new LinkedHashMap<>();
    nm.put("yarn.nodemanager.hostname", host);
    nm.put("yarn.nodemanager.bind-host", host);
    nm.put("yarn.nodemanager.localizer.address", host + ":" + ports.get(0));
    nm.put("yarn.nodemanager.address", host + ":" + ports.get(1));
    nm.put("yarn.nodemanager.webapp.address", host + ":" + ports.get(2));
    nm.put("yarn.nodemanager.collector-service.address", host + ":" + ports.get(3));
    nm.put("yarn.nodemanager.local-dirs", path("nm/" + host + "/local"));
    nm.put("yarn.nodemanager.log-dirs", path("nm/" + host + "/logs"));
    nm.put("yarn.nodemanager.recovery.dir", path("nm/" + host + "/recovery"));
    options
        .settings()
        .forEach(
            (key, value) -> {
              if (nm.containsKey(key)) {
                nm.put(key, value.replace("{host}", host));
              }
            });
    return nm;
  }

  private String path(String below) {
    return Path.of(below).isAbsolute() ? below : options.root().resolve(below).toString();
  }
}
