package org.kafkayarn.client.submit;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.ApplicationConstants;
import org.apache.hadoop.yarn.api.ApplicationConstants.Environment;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.apache.hadoop.yarn.api.records.LogAggregationContext;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.ReservationId;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.URL;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.util.Records;
import org.kafkayarn.am.program.Handover;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.client.yarn.YarnGateway;
import org.kafkayarn.launcher.contract.ShellQuoting;

/** The application as YARN is asked for it: how its ApplicationMaster is started, and kept. */
final class AmContext {
  static final String MAIN = "org.kafkayarn.am.ApplicationMaster";
  static final String INVENTORY_MAIN = "org.kafkayarn.am.InventoryMaster";
  static final String JAR = "kafka-yarn.jar";
  static final String SCRIPT = "java17.sh";
  static final String MASTER_SCRIPT = "master.sh";
  static final String JDK = "jdk";

  private static final int MOST_HEAP_MB = 256;

  /** More than any ResourceManager allows: it takes its own maximum then (RMAppImpl, 3.3.6). */
  private static final int ATTEMPTS = 1_000;

  /**
   * Files that a logger has rolled and writes no more. The NodeManager uploads and then deletes
   * what matches while the container runs (AppLogAggregatorImpl, Hadoop 3.3.6), so a file that is
   * being written must not match.
   */
  private static final String ROLLED_LOGS = ".*\\.log\\..+";

  /** What the ApplicationMaster's container gets, uploaded beforehand. */
  record Resources(Path jar, Path script, Path masterScript, Optional<Path> jdk) {}

  private final Configuration conf;
  private final ClusterSpec spec;
  private final URI home;
  private final Resources resources;

  AmContext(Configuration conf, ClusterSpec spec, URI home, Resources resources) {
    this.conf = conf;
    this.spec = spec;
    this.home = home;
    this.resources = resources;
  }

  ApplicationSubmissionContext submission(ApplicationId id) throws IOException {
    ApplicationSubmissionContext context = Records.newRecord(ApplicationSubmissionContext.class);
    context.setApplicationId(id);
    context.setApplicationName(spec.name());
    context.setApplicationType(YarnGateway.APPLICATION_TYPE);
    context.setApplicationTags(Set.of("kafka-yarn:" + spec.name()));
    context.setQueue(spec.queue().orElse(YarnConfiguration.DEFAULT_QUEUE_NAME));
    spec.priority().ifPresent(priority -> context.setPriority(Priority.newInstance(priority)));
    spec.nodeLabel().ifPresent(context::setNodeLabelExpression);
    if (spec.reservation().isPresent()) {
      context.setReservationID(ReservationId.parseReservationId(spec.reservation().get()));
    }
    context.setResource(Resource.newInstance(spec.amMemoryMb(), 1));
    context.setKeepContainersAcrossApplicationAttempts(true);
    context.setAttemptFailuresValidityInterval(Handover.FAILURES_COUNT_FOR.toMillis());
    context.setMaxAppAttempts(ATTEMPTS);
    context.setLogAggregationContext(LogAggregationContext.newInstance(".*", "", ROLLED_LOGS, ""));
    context.setAMContainerSpec(launch(MAIN));
    return context;
  }

  /** The short application that looks at the cluster's data on the hosts. It is not kept alive. */
  ApplicationSubmissionContext inventory(ApplicationId id) throws IOException {
    ApplicationSubmissionContext context = Records.newRecord(ApplicationSubmissionContext.class);
    context.setApplicationId(id);
    context.setApplicationName("data of " + spec.name());
    context.setApplicationType(YarnGateway.INVENTORY_TYPE);
    context.setQueue(spec.queue().orElse(YarnConfiguration.DEFAULT_QUEUE_NAME));
    spec.nodeLabel().ifPresent(context::setNodeLabelExpression);
    context.setResource(Resource.newInstance(spec.amMemoryMb(), 1));
    context.setMaxAppAttempts(1);
    context.setAMContainerSpec(launch(INVENTORY_MAIN));
    return context;
  }

  private ContainerLaunchContext launch(String main) throws IOException {
    Map<String, LocalResource> files = new HashMap<>();
    files.put(JAR, resource(resources.jar(), LocalResourceType.FILE));
    files.put(SCRIPT, resource(resources.script(), LocalResourceType.FILE));
    files.put(MASTER_SCRIPT, resource(resources.masterScript(), LocalResourceType.FILE));
    if (resources.jdk().isPresent()) {
      files.put(JDK, resource(resources.jdk().get(), LocalResourceType.ARCHIVE));
    }
    return ContainerLaunchContext.newInstance(
        files, environment(), List.of(command(main)), null, null, null);
  }

  private LocalResource resource(Path path, LocalResourceType type) throws IOException {
    FileStatus status = path.getFileSystem(conf).getFileStatus(path);
    return LocalResource.newInstance(
        URL.fromPath(path),
        type,
        LocalResourceVisibility.PRIVATE,
        status.getLen(),
        status.getModificationTime());
  }

  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("KAFKA_YARN_CLUSTER", quoted(spec.name()));
    environment.put("KAFKA_YARN_HOME", quoted(home.toString()));
    environment.put("KAFKA_YARN_JAR", quoted(resources.jar().toUri().toString()));
    environment.put("KAFKA_YARN_SCRIPT", quoted(resources.script().toUri().toString()));
    spec.javaHome()
        .or(() -> resources.jdk().map(archive -> JDK))
        .ifPresent(java -> environment.put("KAFKA_YARN_JAVA_HOME", quoted(java)));
    // glibc reserves 64 MiB of address space for each of up to 8 arenas per core otherwise, which
    // counts against the container's virtual memory.
    environment.put("MALLOC_ARENA_MAX", "2");
    environment.put("CLASSPATH", classPath());
    return environment;
  }

  /** Our jar first, then the cluster's Hadoop, whose marks the NodeManager and bash expand. */
  private String classPath() {
    Set<String> entries = new LinkedHashSet<>();
    entries.add(Environment.PWD.$$() + "/" + JAR);
    // yarn-default.xml sets it to nothing, which means the same as not to set it.
    String[] hadoop = conf.getTrimmedStrings(YarnConfiguration.YARN_APPLICATION_CLASSPATH);
    entries.addAll(
        List.of(
            hadoop.length > 0
                ? hadoop
                : YarnConfiguration.DEFAULT_YARN_CROSS_PLATFORM_APPLICATION_CLASSPATH));
    return String.join(ApplicationConstants.CLASS_PATH_SEPARATOR, entries);
  }

  /** Java reads its class path from the environment, so that nothing of it stands in a command. */
  String command(String main) {
    String logs = ApplicationConstants.LOG_DIR_EXPANSION_VAR;
    return String.join(
        " ",
        // The short application has no program to change.
        "exec bash " + (main.equals(MAIN) ? MASTER_SCRIPT : SCRIPT),
        String.join(" ", jvmOptions(spec.amMemoryMb())),
        "-Dyarn.app.container.log.dir=" + logs,
        main,
        "1>" + logs + "/am.out",
        "2>" + logs + "/am.err");
  }

  /** A small footprint: the container is checked for 2.1 times its memory in address space. */
  static List<String> jvmOptions(int amMemoryMb) {
    int heapMb = Math.min(MOST_HEAP_MB, amMemoryMb / 2);
    return List.of(
        "-Xmx" + heapMb + "m",
        "-Xms32m",
        "-Xss512k",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:ReservedCodeCacheSize=32m",
        "-XX:MaxMetaspaceSize=112m",
        "-XX:CompressedClassSpaceSize=24m",
        "-XX:MaxDirectMemorySize=32m",
        "-XX:+PerfDisableSharedMem",
        "-XX:+ExitOnOutOfMemoryError",
        "-Dfile.encoding=UTF-8",
        "-Dlog4j.configuration=kafka-yarn-am-log4j.properties");
  }

  private static String quoted(String value) {
    return ShellQuoting.environmentValue(value);
  }
}
