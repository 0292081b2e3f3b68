package org.kafkayarn.client.yarn;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.protocolrecords.GetNewApplicationResponse;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.kafkayarn.client.text.OneLine;

/** A ResourceManager through Hadoop's YarnClient, with bounded patience. */
public final class HadoopYarn implements YarnGateway {
  private static final int PATIENCE_MS = 10_000;

  private final Configuration conf;
  private final YarnClient client;
  private final String address;

  private HadoopYarn(Configuration conf, YarnClient client, String address) {
    this.conf = conf;
    this.client = client;
    this.address = address;
  }

  public static HadoopYarn open(Configuration conf) {
    Configuration bounded = bounded(conf);
    YarnClient client = YarnClient.createYarnClient();
    client.init(bounded);
    client.start();
    return new HadoopYarn(bounded, client, address(bounded));
  }

  /** By default Hadoop tries 15 minutes, and more where packets are dropped silently. */
  private static Configuration bounded(Configuration conf) {
    Configuration bounded = new YarnConfiguration(conf);
    bounded.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, PATIENCE_MS);
    bounded.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, 1_000);
    bounded.setInt("ipc.client.connect.max.retries", 0);
    bounded.setInt("ipc.client.connect.max.retries.on.timeouts", 0);
    bounded.setInt("ipc.client.connect.timeout", PATIENCE_MS / 2);
    bounded.setInt(YarnConfiguration.YARN_CLIENT_APPLICATION_CLIENT_PROTOCOL_POLL_INTERVAL_MS, 50);
    // The client has nothing to tell a timeline server, and its classes are not always there.
    bounded.setBoolean(YarnConfiguration.TIMELINE_SERVICE_ENABLED, false);
    return bounded;
  }

  private static String address(Configuration conf) {
    String ids = conf.get(YarnConfiguration.RM_HA_IDS, "");
    return conf.getBoolean(YarnConfiguration.RM_HA_ENABLED, false)
        ? ids
        : conf.get(YarnConfiguration.RM_ADDRESS, YarnConfiguration.DEFAULT_RM_ADDRESS);
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public NewApplication newApplication() throws IOException {
    GetNewApplicationResponse response =
        call(() -> client.createApplication().getNewApplicationResponse());
    return new NewApplication(response.getApplicationId(), response.getMaximumResourceCapability());
  }

  @Override
  public List<NodeReport> runningNodes() throws IOException {
    return call(() -> client.getNodeReports(NodeState.RUNNING));
  }

  @Override
  public Optional<QueueInfo> queue(String name) throws IOException {
    try {
      return Optional.ofNullable(client.getQueueInfo(name));
    } catch (YarnException e) {
      // FairScheduler answers an unknown queue with an error, CapacityScheduler with nothing
      // (ClientRMService.getQueueInfo and FairScheduler.getQueueInfo, Hadoop 3.3.6).
      if (String.valueOf(e.getMessage()).matches("(?is).*(does not exist|unknown queue).*")) {
        return Optional.empty();
      }
      throw refused(e);
    } catch (NullPointerException e) {
      return Optional.empty(); // an empty answer, on its way through YarnClientImpl
    }
  }

  @Override
  public List<QueueInfo> childrenOf(String queue) throws IOException {
    return call(() -> client.getChildQueueInfos(queue));
  }

  @Override
  public List<QueueInfo> queues() throws IOException {
    return call(client::getAllQueues);
  }

  @Override
  public List<ApplicationReport> applications(String user, EnumSet<YarnApplicationState> states)
      throws IOException {
    return call(() -> client.getApplications(null, Set.of(user), Set.of(APPLICATION_TYPE), states));
  }

  @Override
  public ApplicationReport report(ApplicationId id) throws IOException {
    return call(() -> client.getApplicationReport(id));
  }

  @Override
  public void submit(ApplicationSubmissionContext context) throws IOException {
    call(() -> client.submitApplication(context));
  }

  @Override
  public List<String> containerLog(ApplicationId id, String container, String host, String file)
      throws IOException {
    // The NodeManager of a container that has ended is not known to a running application's YARN.
    Optional<String> node =
        LiveCluster.hasEnded(report(id))
            ? Optional.empty()
            : runningNodes().stream()
                .map(NodeReport::getNodeId)
                .filter(known -> known.getHost().equals(host))
                .map(Object::toString)
                .findFirst();
    return YarnLogs.read(conf, id.toString(), container, node, file);
  }

  @Override
  public void kill(ApplicationId id) throws IOException {
    Void unused =
        call(
            () -> {
              client.killApplication(id);
              return null;
            });
  }

  @Override
  public void close() {
    client.stop();
  }

  /** A call to the ResourceManager. */
  private interface Call<T> {
    T run() throws IOException, YarnException;
  }

  private static <T> T call(Call<T> call) throws IOException {
    try {
      return call.run();
    } catch (YarnException e) {
      throw refused(e);
    }
  }

  private static IOException refused(YarnException e) {
    return new YarnRefusal(OneLine.of(e), e);
  }
}
