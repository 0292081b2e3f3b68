package org.kafkayarn.client.local;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How an {@link EmbeddedYarn} is built. What is not set here is at Hadoop's default. */
public final class EmbeddedYarnOptions {
  private final Path root;
  private final List<String> hadoopJars;
  private int nodeManagers = 3;
  private int memoryMb = 8192;
  private int vcores = 8;
  private List<String> racks = List.of("/rack-1");
  private String network = "127.0.0";
  private int rmPort;
  private int webPort;
  private int nodeManagerPort;
  private boolean vmemCheck = true;
  private boolean nodeManagerRecovery;
  private boolean supervised;
  private boolean resourceManagerRecovery;
  private Optional<Duration> sigkillDelay = Optional.empty();
  private Path javaHome = Path.of(System.getProperty("java.home"));
  private final Map<String, String> settings = new LinkedHashMap<>();

  private EmbeddedYarnOptions(Path root, List<String> hadoopJars) {
    this.root = root.toAbsolutePath().normalize();
    this.hadoopJars = List.copyOf(hadoopJars);
  }

  /**
   * The folders of an embedded YARN.
   *
   * @param root where all its files go: made if it is not there, and never removed
   * @param hadoopJars a folder of Hadoop's jars, for the classpath of containers
   */
  public static EmbeddedYarnOptions in(Path root, Path hadoopJars) {
    return in(root, HadoopJars.inFolder(hadoopJars));
  }

  static EmbeddedYarnOptions in(Path root, List<String> hadoopJars) {
    return new EmbeddedYarnOptions(root, hadoopJars);
  }

  public EmbeddedYarnOptions nodeManagers(int count) {
    if (count < 1 || count > 200) {
      throw new IllegalArgumentException("Not a number of NodeManagers: " + count);
    }
    this.nodeManagers = count;
    return this;
  }

  /** Memory that each NodeManager offers, MiB. */
  public EmbeddedYarnOptions memoryMb(int mb) {
    this.memoryMb = mb;
    return this;
  }

  /** Vcores that each NodeManager offers. */
  public EmbeddedYarnOptions vcores(int count) {
    this.vcores = count;
    return this;
  }

  /** NodeManager i stands in rack i modulo their number. */
  public EmbeddedYarnOptions racks(String... names) {
    this.racks = List.of(names);
    return this;
  }

  /**
   * The first three numbers of the NodeManagers' addresses, in 127/8. Two embedded clusters at a
   * time need different ones, if Kafka's ports are not to meet.
   */
  public EmbeddedYarnOptions network(String prefix) {
    this.network = prefix;
    return this;
  }

  /**
   * The ResourceManager's client port; scheduler, tracker and admin ports are the 2 below, the 1
   * below and the 1 above, as in Hadoop's defaults for 8032. 0, the default, takes free ones.
   */
  public EmbeddedYarnOptions rmPort(int port) {
    this.rmPort = port;
    return this;
  }

  /** The port of the ResourceManager's web UI. 0, the default, takes a free one. */
  public EmbeddedYarnOptions webPort(int port) {
    this.webPort = port;
    return this;
  }

  /**
   * The first of four ports that every NodeManager takes at its own address: localizer, containers,
   * web UI, collector. 0, the default, takes free ones.
   */
  public EmbeddedYarnOptions nodeManagerPort(int port) {
    this.nodeManagerPort = port;
    return this;
  }

  public EmbeddedYarnOptions vmemCheck(boolean on) {
    this.vmemCheck = on;
    return this;
  }

  /** {@code yarn.nodemanager.recovery.enabled}, off by default as in Hadoop. */
  public EmbeddedYarnOptions nodeManagerRecovery(boolean on) {
    this.nodeManagerRecovery = on;
    return this;
  }

  /** {@code yarn.nodemanager.recovery.supervised}, off by default as in Hadoop. */
  public EmbeddedYarnOptions supervised(boolean on) {
    this.supervised = on;
    return this;
  }

  /** Applications outlive a restart of the ResourceManager. */
  public EmbeddedYarnOptions resourceManagerRecovery(boolean on) {
    this.resourceManagerRecovery = on;
    return this;
  }

  /** Time between SIGTERM and SIGKILL of a container. */
  public EmbeddedYarnOptions sigkillDelay(Duration delay) {
    this.sigkillDelay = Optional.of(delay);
    return this;
  }

  /** JAVA_HOME of the containers; by default that of this JVM. */
  public EmbeddedYarnOptions javaHome(Path home) {
    this.javaHome = home;
    return this;
  }

  /** Any other Hadoop setting. Wins over all of the above. */
  public EmbeddedYarnOptions set(String key, String value) {
    settings.put(requireNonNull(key), requireNonNull(value));
    return this;
  }

  /** Starts it: returns when every NodeManager has registered. */
  public EmbeddedYarn start() {
    return EmbeddedYarn.start(this);
  }

  Path root() {
    return root;
  }

  List<String> hadoopJars() {
    return hadoopJars;
  }

  int nodeManagers() {
    return nodeManagers;
  }

  int memoryMb() {
    return memoryMb;
  }

  int vcores() {
    return vcores;
  }

  String rack(int nodeManager) {
    return racks.get(nodeManager % racks.size());
  }

  String host(int nodeManager) {
    return network + "." + (11 + nodeManager);
  }

  List<String> hosts() {
    List<String> hosts = new ArrayList<>();
    for (int i = 0; i < nodeManagers; i++) {
      hosts.add(host(i));
    }
    return List.copyOf(hosts);
  }

  int rmPort() {
    return rmPort;
  }

  int webPort() {
    return webPort;
  }

  int nodeManagerPort() {
    return nodeManagerPort;
  }

  boolean vmemCheck() {
    return vmemCheck;
  }

  boolean nodeManagerRecovery() {
    return nodeManagerRecovery;
  }

  boolean supervised() {
    return supervised;
  }

  boolean resourceManagerRecovery() {
    return resourceManagerRecovery;
  }

  Optional<Duration> sigkillDelay() {
    return sigkillDelay;
  }

  Path javaHome() {
    return javaHome;
  }

  Map<String, String> settings() {
    return Map.copyOf(settings);
  }
}
