package org.kafkayarn.client.command;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.ApiRefusal;
import org.kafkayarn.client.yarn.ApplicationWatch;
import org.kafkayarn.client.yarn.YarnGateway;

/**
 * A cluster whose ApplicationMaster serves.
 *
 * @param watch follows its application
 * @param api its API
 */
record RunningCluster(ApplicationWatch watch, AmApi api) {

  /** A call of the API. */
  interface Call<T> {
    T on(AmApi api) throws IOException;
  }

  /**
   * @param remedy what to do with a cluster that does not run
   */
  static RunningCluster find(
      Surroundings surroundings, Configuration conf, YarnGateway yarn, String name, String remedy)
      throws IOException {
    ClusterFinder finder = new ClusterFinder(conf, yarn, name);
    Optional<ApplicationReport> live = finder.live();
    String token = finder.token();
    if (live.isEmpty()) {
      throw new CommandFailed("cluster " + name + " is not running: " + remedy, List.of());
    }
    ApplicationWatch watch = surroundings.watch(yarn, live.get().getApplicationId(), token);
    Optional<AmApi> api = watch.awaitApi(live.get());
    if (api.isEmpty()) {
      throw new CommandFailed(
          "%s does not serve yet, after %d s: %s. Give the command again when kafka-yarn status -name %s shows its nodes"
              .formatted(
                  live.get().getApplicationId(),
                  ApplicationWatch.AM_STARTS.toSeconds(),
                  ApplicationWatch.waiting(watch.report().orElse(live.get())),
                  name),
          List.of());
    }
    return new RunningCluster(watch, api.get());
  }

  /**
   * @param otherwise what to do when it is not known whether the call was understood
   */
  <T> T ask(Call<T> call, String otherwise) {
    try {
      return call.on(api);
    } catch (ApiRefusal e) {
      if (e.isMistake()) {
        throw new UserError(e.getMessage(), e);
      }
      throw new CommandFailed(e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailed(
          "the ApplicationMaster does not answer: " + OneLine.of(e) + ". " + otherwise, e);
    }
  }
}
