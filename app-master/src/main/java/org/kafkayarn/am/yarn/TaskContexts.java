package org.kafkayarn.am.yarn;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.ApplicationConstants;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.kafkayarn.am.plan.task.TaskLaunch;
import org.kafkayarn.launcher.contract.ShellQuoting;

/**
 * Makes a YARN container of an instance of a task: the operator's files, Kafka's distribution if it
 * is wanted, and a script that writes the client's properties and becomes the parent of the
 * operator's command.
 */
public final class TaskContexts {
  private static final String SCRIPT = "task.sh";
  private static final String JAVA_SCRIPT = "java17.sh";
  private static final String KAFKA_DIR = "kafka";

  private final Configuration conf;
  private final Map<String, LocalResource> shared = new HashMap<>();
  private final Map<String, String> extra;

  /**
   * @param script the one that runs the operator's command, in the cluster's home
   * @param javaScript the one that finds Java
   * @param extra variables of every container
   * @param jdk an archive with a JDK, to be unpacked to {@code jdk}
   */
  public TaskContexts(
      Configuration conf,
      Path script,
      URI javaScript,
      Map<String, String> extra,
      Map<String, URI> jdk)
      throws IOException {
    this.conf = conf;
    this.extra = Map.copyOf(extra);
    shared.put(SCRIPT, LaunchContexts.resource(conf, script, LocalResourceType.FILE));
    shared.put(
        JAVA_SCRIPT, LaunchContexts.resource(conf, new Path(javaScript), LocalResourceType.FILE));
    for (Map.Entry<String, URI> archive : jdk.entrySet()) {
      shared.put(archive.getKey(), resource(archive.getValue(), LocalResourceType.ARCHIVE));
    }
  }

  ContainerLaunchContext of(TaskLaunch launch) throws IOException {
    Map<String, LocalResource> resources = new HashMap<>(shared);
    for (Map.Entry<String, String> file : launch.files().entrySet()) {
      resources.put(file.getKey(), resource(URI.create(file.getValue()), LocalResourceType.FILE));
    }
    for (Map.Entry<String, String> archive : launch.archives().entrySet()) {
      resources.put(
          archive.getKey(), resource(URI.create(archive.getValue()), LocalResourceType.ARCHIVE));
    }
    if (launch.kafka().isPresent()) {
      resources.put(
          KAFKA_DIR, resource(URI.create(launch.kafka().get()), LocalResourceType.ARCHIVE));
    }
    return ContainerLaunchContext.newInstance(
        resources, environment(launch), List.of(command()), null, LaunchContexts.tokens(), null);
  }

  private Map<String, String> environment(TaskLaunch launch) {
    Map<String, String> environment = new HashMap<>();
    launch
        .environment()
        .forEach((name, value) -> environment.put(name, ShellQuoting.environmentValue(value)));
    environment.put("KAFKA_YARN_TASK_COMMAND", ShellQuoting.environmentValue(launch.command()));
    for (Map.Entry<String, SortedMap<String, String>> file : launch.clientFiles().entrySet()) {
      environment.put(
          "KAFKA_YARN_" + file.getKey().toUpperCase(Locale.ROOT) + "_PROPERTIES",
          ShellQuoting.environmentValue(text(file.getValue())));
    }
    launch.kafka().ifPresent(archive -> environment.put("KAFKA_YARN_KAFKA_DIR", KAFKA_DIR));
    environment.putAll(extra);
    return environment;
  }

  /** Plain lines: who is no Java program knows no escaped colon. */
  private static String text(SortedMap<String, String> properties) {
    return properties.entrySet().stream()
        .map(
            each ->
                each.getKey()
                    + "="
                    + each.getValue().replace("\\", "\\\\").replace("\n", "\\n")
                    + "\n")
        .collect(Collectors.joining());
  }

  /** An archive or file of the operator's may be replaced: its age is looked up each time. */
  private LocalResource resource(URI uri, LocalResourceType type) throws IOException {
    return LaunchContexts.resource(conf, new Path(uri), type);
  }

  /** {@code exec} to the end: the process group's leader is the script, and gets the signals. */
  private static String command() {
    return "exec bash "
        + SCRIPT
        + " 1>"
        + ApplicationConstants.LOG_DIR_EXPANSION_VAR
        + "/stdout 2>"
        + ApplicationConstants.LOG_DIR_EXPANSION_VAR
        + "/stderr";
  }
}
