package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.ApplicationWatch;
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
      ClusterFinder finder = new ClusterFinder(conf, yarn, name.name());
      Optional<ApplicationReport> live = finder.live();
      String token = finder.token();
      if (live.isEmpty()) {
        throw new CommandFailed(
            "cluster %s is not running. Start it: kafka-yarn submit -name %s"
                .formatted(name.name(), name.name()),
            List.of());
      }
      ApplicationWatch watch =
          new ApplicationWatch(
              yarn,
              live.get().getApplicationId(),
              (host, port) -> surroundings.am().open(host, port, token),
              console::progress,
              surroundings.pause());
      print(status(watch, live.get()), json);
      return 0;
    }
  }

  private static ClusterStatus status(ApplicationWatch watch, ApplicationReport report)
      throws IOException {
    Optional<AmApi> api = watch.api(report);
    if (api.isEmpty()) {
      throw new CommandFailed(
          report.getApplicationId() + " does not serve yet: " + ApplicationWatch.waiting(report),
          List.of());
    }
    try {
      ClusterStatus status =
          api.get().status(Optional.empty(), Duration.ZERO).orElseThrow().status();
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
