package org.kafkayarn.client.command;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.LiveCluster;
import org.kafkayarn.client.yarn.YarnGateway;

/** Finds a user's cluster by its name: its home, and its application. */
final class ClusterFinder {
  private final Configuration conf;
  private final YarnGateway yarn;
  private final String name;

  ClusterFinder(Configuration conf, YarnGateway yarn, String name) {
    this.conf = conf;
    this.yarn = yarn;
    this.name = name;
  }

  /** The home of a cluster that was submitted once. */
  ClusterHome home() throws IOException {
    ClusterHome home = ClusterHome.of(conf, name);
    if (!home.exists()) {
      throw new CommandFailed(
          "there is no cluster %s of user %s (%s). Start one: kafka-yarn submit -name %s"
              .formatted(name, Surroundings.user(), home.uri(), name),
          List.of());
    }
    return home;
  }

  Optional<ApplicationReport> live() throws IOException {
    try {
      return LiveCluster.find(yarn, Surroundings.user(), name);
    } catch (IOException e) {
      throw new CommandFailed(
          "the ResourceManager at %s does not answer: %s".formatted(yarn.address(), OneLine.of(e)),
          e);
    }
  }

  Optional<ApplicationReport> last() throws IOException {
    return LiveCluster.last(yarn, Surroundings.user(), name);
  }
}
