package org.kafkayarn.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The processes of a cluster's containers on this machine, found by their command lines. */
final class ClusterProcesses {
  private ClusterProcesses() {}

  static ProcessHandle applicationMaster(String applicationId) {
    return of("org.kafkayarn.am.ApplicationMaster", "java", applicationId).get(0);
  }

  /** Kafka's process of every node that runs, by the node's container. */
  static Map<String, Long> kafkas(JsonNode status) {
    Map<String, Long> pids = new TreeMap<>();
    for (JsonNode node : status.get("nodes")) {
      String container = node.path("containerId").asText("");
      if (!container.isEmpty()) {
        of("server.properties", "java", container)
            .forEach(process -> pids.put(container, process.pid()));
      }
    }
    return pids;
  }

  /** Kafka's processes of all containers of an application. */
  static List<Long> kafkasOf(String applicationId) {
    return of("server.properties", "java", applicationId).stream().map(ProcessHandle::pid).toList();
  }

  private static List<ProcessHandle> of(String word, String program, String place) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().command().filter(c -> c.endsWith(program)).isPresent())
        .filter(process -> LinuxProcess.commandLine(process.pid()).contains(word))
        .filter(process -> LinuxProcess.commandLine(process.pid()).contains(place))
        .filter(LinuxProcess::isRunning)
        .toList();
  }
}
