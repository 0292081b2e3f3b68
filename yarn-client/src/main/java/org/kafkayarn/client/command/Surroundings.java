package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.kafkayarn.client.submit.Distribution;
import org.kafkayarn.client.submit.Preflight;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.ApplicationWatch;
import org.kafkayarn.client.yarn.HadoopYarn;
import org.kafkayarn.client.yarn.Pause;
import org.kafkayarn.client.yarn.YarnGateway;

/**
 * What commands reach the world by; tests give their own.
 *
 * @param hadoop finds the Hadoop configuration
 * @param yarn opens the ResourceManager that a configuration names
 * @param am opens an ApplicationMaster's API, given its host, port and token
 * @param clock what operators mean by a time of day
 */
public record Surroundings(
    Console console,
    Supplier<Configuration> hadoop,
    Function<Configuration, YarnGateway> yarn,
    AmOpener am,
    Distribution distribution,
    Pause pause,
    Clock clock) {

  /** Opens the API of an ApplicationMaster. */
  @FunctionalInterface
  public interface AmOpener {
    AmApi open(String host, int port, String token);
  }

  public static Surroundings real(Console console) {
    return new Surroundings(
        console,
        YarnConfiguration::new,
        HadoopYarn::open,
        AmClient::new,
        Distribution.here(),
        Pause.real(),
        Clock.system(ZoneId.systemDefault()));
  }

  /** The Hadoop configuration, with what the command line sets in it. */
  Configuration configuration(HadoopOptions options) {
    console.setVerbose(options.isVerbose());
    Configuration conf = hadoop.get();
    for (Map.Entry<String, String> entry : options.hadoop().entrySet()) {
      conf.set(entry.getKey(), entry.getValue(), "the command line");
    }
    return conf;
  }

  /** The same, and checked to be of a cluster that we can work with. */
  Configuration checkedConfiguration(HadoopOptions options) {
    Configuration conf = configuration(options);
    Preflight.checkConfiguration(conf);
    return conf;
  }

  /**
   * Follows an application, and tells its progress on the console.
   *
   * @param token of the cluster's owner
   */
  ApplicationWatch watch(YarnGateway gateway, ApplicationId id, String token) {
    return new ApplicationWatch(
        gateway, id, (host, port) -> am.open(host, port, token), console::progress, pause);
  }

  /** The user that YARN knows us by. */
  static String user() throws IOException {
    return UserGroupInformation.getCurrentUser().getShortUserName();
  }
}
