package org.kafkayarn.am.yarn;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.ApplicationConstants;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.kafkayarn.launcher.contract.InventoryProtocol;
import org.kafkayarn.launcher.contract.MemoryFootprint;
import org.kafkayarn.launcher.contract.ShellQuoting;

/** Makes the containers that look at the data on a host: our jar, a secret, and whom to ask. */
public final class VisitContexts {
  private final Map<String, LocalResource> files = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();

  /**
   * @param master host:port where the containers ask
   * @param java Java 17 on the hosts, or in the archive that is unpacked to {@code jdk}
   */
  public VisitContexts(
      Configuration conf,
      Path jar,
      Path script,
      Path token,
      Optional<Path> jdk,
      Optional<String> java,
      String master)
      throws IOException {
    files.put("kafka-yarn.jar", LaunchContexts.resource(conf, jar, LocalResourceType.FILE));
    files.put("java17.sh", LaunchContexts.resource(conf, script, LocalResourceType.FILE));
    files.put(
        InventoryProtocol.TOKEN_FILE, LaunchContexts.resource(conf, token, LocalResourceType.FILE));
    if (jdk.isPresent()) {
      files.put("jdk", LaunchContexts.resource(conf, jdk.get(), LocalResourceType.ARCHIVE));
    }
    java.ifPresent(
        home -> environment.put("KAFKA_YARN_JAVA_HOME", ShellQuoting.environmentValue(home)));
    environment.put(InventoryProtocol.MASTER, ShellQuoting.environmentValue(master));
  }

  ContainerLaunchContext of(int visit) {
    Map<String, String> own = new HashMap<>(environment);
    own.put(InventoryProtocol.VISIT, Integer.toString(visit));
    String logs = ApplicationConstants.LOG_DIR_EXPANSION_VAR;
    String command =
        "exec bash java17.sh "
            + String.join(" ", MemoryFootprint.launcherJvmOptions())
            + " -cp kafka-yarn.jar org.kafkayarn.launcher.inventory.Inventory 1>"
            + logs
            + "/stdout 2>"
            + logs
            + "/stderr";
    return ContainerLaunchContext.newInstance(
        files, own, List.of(command), null, LaunchContexts.tokens(), null);
  }
}
