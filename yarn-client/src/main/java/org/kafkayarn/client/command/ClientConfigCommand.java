package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.YarnGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code client-config}: what a Kafka client needs to reach the cluster, as client.properties. */
@Command(
    name = "client-config",
    description = {
      "Print a client.properties for Kafka's own tools and any client:",
      "kafka-yarn client-config > client.properties, then --command-config client.properties"
    })
public final class ClientConfigCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;
  @Mixin private NameOption name;
  @Mixin private CommonOptions common;

  public ClientConfigCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    boolean json = common.isJson();
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      RunningCluster cluster =
          RunningCluster.find(
              surroundings,
              conf,
              yarn,
              name.name(),
              "start it: kafka-yarn submit -name " + name.name());
      print(status(cluster.api()), json);
      return 0;
    }
  }

  private static ClusterStatus status(AmApi api) {
    try {
      ClusterStatus status = api.status(Optional.empty(), Duration.ZERO).orElseThrow().status();
      if (status.bootstrapServers().isEmpty()) {
        throw new CommandFailed("no broker runs yet: " + status.message(), List.of());
      }
      return status;
    } catch (IOException e) {
      throw new CommandFailed("the ApplicationMaster does not answer: " + OneLine.of(e), e);
    }
  }

  private void print(ClusterStatus status, boolean json) throws IOException {
    if (json) {
      var properties = AmClient.JSON.createObjectNode();
      properties.put("bootstrap.servers", status.bootstrapServers());
      properties.put("security.protocol", "PLAINTEXT");
      console.print(AmClient.JSON.writeValueAsString(properties));
      return;
    }
    console.print(
        "# Kafka cluster %s, Kafka cluster id %s, %s"
            .formatted(status.name(), status.kafkaClusterId(), status.applicationId()));
    console.print("bootstrap.servers=" + status.bootstrapServers());
    console.print("security.protocol=PLAINTEXT");
    console.print("# Names the client in the brokers' logs, metrics and quotas.");
    console.print("#client.id=my-application");
  }
}
