package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.ApplicationWatch;
import org.kafkayarn.client.yarn.YarnGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code status}: the cluster as its ApplicationMaster sees it, or as its ledger remembers it. */
@Command(
    name = "status",
    description = {
      "Show the cluster, its ApplicationMaster and every node.",
      "Exit code 1 when it is not running, with what is known of it."
    })
public final class StatusCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;
  @Mixin private NameOption name;
  @Mixin private CommonOptions common;

  public StatusCommand(Surroundings surroundings) {
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
      ClusterHome home = finder.home();
      if (live.isEmpty()) {
        return printNotRunning(finder.last(), home.readLedger(), json);
      }
      return printLive(yarn, live.get(), finder.token(), json);
    }
  }

  private int printLive(YarnGateway yarn, ApplicationReport report, String token, boolean json)
      throws IOException {
    Optional<AmApi> api = surroundings.watch(yarn, report.getApplicationId(), token).api(report);
    String trouble = ApplicationWatch.waiting(report);
    if (api.isPresent()) {
      try {
        AmClient.Answer answer = api.get().status(Optional.empty(), Duration.ZERO).orElseThrow();
        if (json) {
          console.print(AmClient.JSON.writeValueAsString(answer.json()));
        } else {
          StatusText.of(answer.status(), report.getTrackingUrl(), Instant.now())
              .forEach(console::print);
        }
        return 0;
      } catch (IOException e) {
        trouble =
            "the ApplicationMaster at %s:%d does not answer: %s"
                .formatted(report.getHost(), report.getRpcPort(), OneLine.of(e));
      }
    }
    if (json) {
      ObjectNode result = application(report);
      result.put("message", trouble);
      console.print(AmClient.JSON.writeValueAsString(result));
    } else {
      console.print(
          "cluster %s: %s is %s: %s"
              .formatted(
                  name.name(),
                  report.getApplicationId(),
                  report.getYarnApplicationState(),
                  trouble));
    }
    return 1;
  }

  private int printNotRunning(
      Optional<ApplicationReport> last, Optional<Ledger> ledger, boolean json) throws IOException {
    if (json) {
      ObjectNode result = AmClient.JSON.createObjectNode();
      result.put("name", name.name());
      result.put("phase", "NOT_RUNNING");
      last.ifPresent(report -> result.set("lastApplication", application(report)));
      ledger.ifPresent(kept -> result.set("ledger", AmClient.JSON.valueToTree(kept)));
      console.print(AmClient.JSON.writeValueAsString(result));
    } else {
      console.print("cluster " + name.name() + " is not running" + ended(last));
      List<String> lines =
          ledger.map(StatusText::of).orElseGet(() -> List.of("it has no nodes yet"));
      lines.forEach(console::print);
    }
    return 1;
  }

  private static String ended(Optional<ApplicationReport> last) {
    return last.map(
            report ->
                ": %s ended as %s at %s%s"
                    .formatted(
                        report.getApplicationId(),
                        report.getFinalApplicationStatus(),
                        Instant.ofEpochMilli(report.getFinishTime()),
                        report.getDiagnostics() == null || report.getDiagnostics().isBlank()
                            ? ""
                            : " (" + OneLine.of(report.getDiagnostics()) + ")"))
        .orElse("; YARN knows of no application of it");
  }

  private static ObjectNode application(ApplicationReport report) {
    ObjectNode node = AmClient.JSON.createObjectNode();
    node.put("applicationId", report.getApplicationId().toString());
    node.put("state", report.getYarnApplicationState().name());
    node.put("finalStatus", String.valueOf(report.getFinalApplicationStatus()));
    node.put("diagnostics", report.getDiagnostics());
    if (report.getFinishTime() > 0) {
      node.put("finished", Instant.ofEpochMilli(report.getFinishTime()).toString());
    }
    return node;
  }
}
