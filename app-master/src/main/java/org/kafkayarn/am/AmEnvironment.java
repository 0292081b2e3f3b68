package org.kafkayarn.am;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.yarn.api.ApplicationConstants;
import org.apache.hadoop.yarn.api.ApplicationConstants.Environment;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.kafkayarn.am.program.ProgramOrder;
import org.kafkayarn.am.state.Application;
import org.kafkayarn.am.store.ProgramStore;

/**
 * What the client and YARN tell the ApplicationMaster by environment variables.
 *
 * @param home the cluster's home directory
 * @param jar kafka-yarn.jar in the cluster's file system
 * @param script java17.sh there
 * @param host the host of the AM's container, as its NodeManager names it
 * @param proxyBase the application's path behind YARN's web proxy
 * @param fetched the order that this process was fetched by; absent: YARN has localized it
 * @param programFailure why the program that was ordered did not run in this attempt
 */
public record AmEnvironment(
    Application application,
    URI home,
    URI jar,
    URI script,
    String host,
    String proxyBase,
    Optional<ProgramOrder> fetched,
    Optional<String> programFailure) {
  public static final String HOME = "KAFKA_YARN_HOME";
  public static final String JAR = "KAFKA_YARN_JAR";
  public static final String SCRIPT = "KAFKA_YARN_SCRIPT";
  public static final String JAVA_HOME = "KAFKA_YARN_JAVA_HOME";

  /** Where master.sh says that what it runs was fetched, and that what was fetched has failed. */
  private static final String PROGRAM = "KAFKA_YARN_PROGRAM";

  private static final String PROGRAM_FAILED = "KAFKA_YARN_PROGRAM_FAILED";

  static AmEnvironment of(Map<String, String> variables) {
    ApplicationAttemptId attempt =
        ContainerId.fromString(required(variables, Environment.CONTAINER_ID.name()))
            .getApplicationAttemptId();
    Optional<ProgramOrder> fetched =
        Optional.ofNullable(variables.get(PROGRAM)).map(Path::of).map(ProgramStore::readCopy);
    return new AmEnvironment(
        application(variables, attempt, new YarnConfiguration()),
        URI.create(required(variables, HOME)),
        fetched
            .map(order -> order.program().jar())
            .orElseGet(() -> URI.create(required(variables, JAR))),
        fetched
            .map(order -> order.program().script())
            .orElseGet(() -> URI.create(required(variables, SCRIPT))),
        required(variables, Environment.NM_HOST.name()),
        Optional.ofNullable(variables.get(ApplicationConstants.APPLICATION_WEB_PROXY_BASE_ENV))
            .orElse("/proxy/" + attempt.getApplicationId()),
        fetched,
        Optional.ofNullable(variables.get(PROGRAM_FAILED)));
  }

  /** From now on YARN knows this attempt, and no other program may begin in it. */
  static void markRegistered(Map<String, String> variables) throws IOException {
    String program = variables.get(PROGRAM);
    if (program != null) {
      Files.write(Path.of(program).resolveSibling("registered"), new byte[0]);
    }
  }

  private static Application application(
      Map<String, String> variables, ApplicationAttemptId attempt, YarnConfiguration conf) {
    return new Application(
        required(variables, Environment.USER.name()),
        attempt.getApplicationId().toString(),
        attempt.getAttemptId(),
        Instant.now(),
        Duration.ofMillis(
            conf.getLong(
                YarnConfiguration.RM_NM_EXPIRY_INTERVAL_MS,
                YarnConfiguration.DEFAULT_RM_NM_EXPIRY_INTERVAL_MS)),
        conf.getFloat(
            YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE,
            YarnConfiguration.DEFAULT_NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE));
  }

  private static String required(Map<String, String> variables, String name) {
    return Optional.ofNullable(variables.get(name))
        .orElseThrow(
            () -> new IllegalStateException(name + " is not set: start this through kafka-yarn"));
  }
}
