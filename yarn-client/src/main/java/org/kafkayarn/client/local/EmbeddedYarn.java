package org.kafkayarn.client.local;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;
import org.apache.hadoop.yarn.server.resourcemanager.rmnode.RMNode;
import org.apache.hadoop.yarn.util.RackResolver;
import org.apache.hadoop.yarn.util.resource.ResourceUtils;
import org.kafkayarn.am.spec.UserError;

/**
 * A YARN cluster in this JVM: a ResourceManager and NodeManagers, the real daemons, each
 * NodeManager at a loopback address of its own so that hosts and racks mean what they mean on a
 * real cluster. Its default file system is the local one; the homes of Kafka clusters are below its
 * root.
 *
 * <p>Not for use by several threads at a time.
 */
public final class EmbeddedYarn implements AutoCloseable {
  private static final Duration REGISTRATION = Duration.ofSeconds(60);
  private static final double FULL_DISK_PERCENT = 99.0;

  private final EmbeddedYarnOptions options;
  private final YarnSettings settings;
  private final List<Optional<EmbeddedNodeManager>> nodeManagers = new ArrayList<>();
  private Optional<ResourceManager> resourceManager = Optional.empty();

  private EmbeddedYarn(EmbeddedYarnOptions options) {
    this.options = options;
    this.settings = new YarnSettings(options);
  }

  static EmbeddedYarn start(EmbeddedYarnOptions options) {
    requireLocalFolder(options);
    EmbeddedYarn yarn = new EmbeddedYarn(options);
    yarn.requireFreePorts();
    ConfFiles.write(yarn.confDir(), yarn.settings);
    // Several daemons of one kind would register their metrics under one name.
    DefaultMetricsSystem.setMiniClusterMode(true);
    forgetRacks();
    // The scheduler's bounds of a container's size are read once in a JVM's life (Hadoop 3.3 to
    // 3.5), by whoever first makes a Resource: without this they are Hadoop's defaults.
    ResourceUtils.resetResourceTypes(yarn.configuration());
    boolean started = false;
    try {
      yarn.startResourceManager();
      for (int i = 0; i < options.nodeManagers(); i++) {
        yarn.nodeManagers.add(Optional.empty());
        yarn.startNodeManager(i);
      }
      yarn.awaitNodeManagers(options.nodeManagers());
      started = true;
      return yarn;
    } finally {
      if (!started) {
        yarn.close();
      }
    }
  }

  /** For the HADOOP_CONF_DIR of another process: core-site.xml, yarn-site.xml, log4j.properties. */
  public Path confDir() {
    return options.root().resolve("conf");
  }

  /** What a client in this JVM needs; the same as in {@link #confDir()}. */
  public Configuration configuration() {
    Configuration conf = new YarnConfiguration();
    settings.core().forEach(conf::set);
    settings.yarn().forEach(conf::set);
    return conf;
  }

  /** The folder that holds a folder for each Kafka cluster. */
  public Path home() {
    return Path.of(settings.core().get(YarnSettings.HOME));
  }

  public String resourceManagerUrl() {
    return "http://" + settings.yarn().get("yarn.resourcemanager.webapp.address");
  }

  public String nodeManagerUrl(int nodeManager) {
    return "http://" + settings.yarnOf(nodeManager).get("yarn.nodemanager.webapp.address");
  }

  /** The NodeManagers' addresses, which YARN knows them by. */
  public List<String> hosts() {
    return options.hosts();
  }

  /** Local dirs, container logs and recovery state of a NodeManager. */
  public Path nodeManagerDir(int nodeManager) {
    return options.root().resolve("nm").resolve(options.host(nodeManager));
  }

  /** Aggregated container logs; read by {@code yarn logs}. */
  public Path aggregatedLogs() {
    return options.root().resolve("aggregated-logs");
  }

  public void startResourceManager() {
    ResourceManager rm = new ResourceManager();
    resourceManager = Optional.of(rm);
    rm.init(daemonConfiguration(Map.of()));
    rm.start();
    WebFilters.bindResourceManager(rm);
  }

  public void stopResourceManager() {
    resourceManager.ifPresent(ResourceManager::stop);
    resourceManager = Optional.empty();
  }

  /** Returns when it runs; the ResourceManager hears of it a little later. */
  public void startNodeManager(int nodeManager) {
    EmbeddedNodeManager daemon = new EmbeddedNodeManager();
    nodeManagers.set(nodeManager, Optional.of(daemon));
    daemon.init(daemonConfiguration(settings.yarnOf(nodeManager)));
    daemon.start();
    WebFilters.bindNodeManager(daemon);
  }

  /** An orderly stop: kills its containers, unless recovery and supervised are both on. */
  public void stopNodeManager(int nodeManager) {
    nodeManagers.get(nodeManager).ifPresent(EmbeddedNodeManager::stop);
    nodeManagers.set(nodeManager, Optional.empty());
  }

  /** As when its process is killed: the containers live on, and nobody is told. */
  public void crashNodeManager(int nodeManager) {
    nodeManagers.get(nodeManager).ifPresent(EmbeddedNodeManager::crash);
    nodeManagers.set(nodeManager, Optional.empty());
  }

  /**
   * As when its host loses power: the NodeManager and all processes of its containers are killed.
   */
  public void crashHost(int nodeManager) {
    List<ProcessHandle> processes = containerProcesses(nodeManager);
    crashNodeManager(nodeManager);
    processes.forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * As {@code yarn rmadmin -refreshNodes -g SECONDS -server}: hosts that the exclude file names are
   * decommissioned when nothing runs on them, at the latest after that time. (The command itself
   * makes a ResourceManager read yarn-site.xml from its classpath, where this one has none.)
   */
  public void refreshNodes(Duration timeout) throws IOException, YarnException {
    resourceManager
        .orElseThrow()
        .getRMContext()
        .getNodesListManager()
        .refreshNodesGracefully(configuration(), (int) timeout.toSeconds());
  }

  /** The processes of the containers on a NodeManager, and their children. */
  public List<ProcessHandle> containerProcesses(int nodeManager) {
    return ContainerProcesses.below(nodeManagerDir(nodeManager));
  }

  /** Returns when so many NodeManagers are registered and running. */
  public void awaitNodeManagers(int count) {
    Await.until(
        REGISTRATION,
        () -> runningNodeManagers() == count,
        () ->
            runningNodeManagers()
                + " of "
                + count
                + " NodeManagers have registered with the ResourceManager");
  }

  private long runningNodeManagers() {
    return resourceManager.stream()
        .flatMap(rm -> rm.getRMContext().getRMNodes().values().stream())
        .map(RMNode::getState)
        .filter(NodeState.RUNNING::equals)
        .count();
  }

  /** Stops the NodeManagers, then the ResourceManager; files stay. */
  @Override
  public void close() {
    List<Thread> stops = new ArrayList<>();
    for (int i = 0; i < nodeManagers.size(); i++) {
      int nodeManager = i;
      // Each waits for its containers to end.
      nodeManagers
          .get(i)
          .ifPresent(nm -> stops.add(new Thread(nm::stop, "stop NodeManager " + nodeManager)));
      nodeManagers.set(i, Optional.empty());
    }
    stops.forEach(Thread::start);
    stops.forEach(EmbeddedYarn::join);
    stopResourceManager();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Configuration daemonConfiguration(Map<String, String> own) {
    Configuration conf = configuration();
    own.forEach(conf::set);
    return conf;
  }

  private void requireFreePorts() {
    requireFree(settings.yarn(), "give -rm-port and -web-port, or stop what listens there");
    for (int i = 0; i < options.nodeManagers(); i++) {
      requireFree(settings.yarnOf(i), "give -nm-port, or stop what listens there");
    }
  }

  private static void requireFree(Map<String, String> daemon, String remedy) {
    daemon.forEach(
        (key, value) -> {
          if (key.endsWith("address") && value.contains(":")) {
            int colon = value.lastIndexOf(':');
            int port = Integer.parseInt(value.substring(colon + 1));
            Ports.requireFree(value.substring(0, colon), port, key, remedy);
          }
        });
  }

  /** A NodeManager with a full disk turns unhealthy and gets no containers, without a word. */
  private static void requireLocalFolder(EmbeddedYarnOptions options) {
    Path root = options.root();
    if (root.toString().contains(" ") || root.toString().contains(",")) {
      throw new UserError(
          "YARN takes no directory with spaces or commas in its name: "
              + root
              + ". Give another one");
    }
    try {
      Files.createDirectories(root);
      FileStore disk = Files.getFileStore(root);
      double used = 100.0 * (disk.getTotalSpace() - disk.getUsableSpace()) / disk.getTotalSpace();
      if (used > FULL_DISK_PERCENT) {
        throw new UserError(
            String.format(
                java.util.Locale.ROOT,
                "The disk of %s is %.1f %% full; YARN stops using disks at 99.5 %%. Free some"
                    + " space, or give a directory on another disk",
                root,
                used));
      }
    } catch (IOException e) {
      throw new UserError("Cannot use the directory " + root + ": " + e, e);
    }
  }

  /** RackResolver (Hadoop 3.3 to 3.5) keeps the first topology table of a JVM's life. */
  private static void forgetRacks() {
    try {
      Method reset = RackResolver.class.getDeclaredMethod("reset");
      reset.setAccessible(true);
      reset.invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("RackResolver of this Hadoop cannot be reset", e);
    }
  }
}
