package org.kafkayarn.client.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.NodeId;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.api.records.QueueState;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.util.Records;
import org.kafkayarn.client.yarn.YarnGateway;

/** A ResourceManager with one queue {@code default} and three hosts of 8 GiB; tests bend it. */
public final class FakeYarn implements YarnGateway {
  static final ApplicationId ID = ApplicationId.newInstance(1_700_000_000_000L, 7);

  final List<ApplicationSubmissionContext> submitted = new ArrayList<>();
  Consumer<ApplicationSubmissionContext> onSubmit = context -> {};
  final List<ApplicationId> killed = new ArrayList<>();
  final List<ApplicationReport> applications = new ArrayList<>();
  final List<NodeReport> nodes =
      new ArrayList<>(List.of(node("host1", "/r1"), node("host2", "/r1"), node("host3", "/r2")));
  final List<QueueInfo> queues = new ArrayList<>(List.of(openQueue("default"), openQueue("prod")));
  final List<QueueInfo> children = new ArrayList<>();
  Resource most = Resource.newInstance(8192, 8);
  Optional<IOException> unreachable = Optional.empty();
  Optional<IOException> refusal = Optional.empty();
  Supplier<ApplicationReport> report = () -> report("kafka", YarnApplicationState.RUNNING);

  static ApplicationReport report(String name, YarnApplicationState state) {
    ApplicationReport report = Records.newRecord(ApplicationReport.class);
    report.setApplicationId(ID);
    report.setName(name);
    report.setYarnApplicationState(state);
    report.setFinalApplicationStatus(FinalApplicationStatus.UNDEFINED);
    report.setQueue("default");
    report.setHost("am-host");
    report.setRpcPort(4711);
    report.setTrackingUrl("http://rm:8088/proxy/" + ID + "/");
    report.setDiagnostics("");
    return report;
  }

  static NodeReport node(String host, String rack) {
    NodeReport node = Records.newRecord(NodeReport.class);
    node.setNodeId(NodeId.newInstance(host, 45454));
    node.setRackName(rack);
    node.setCapability(Resource.newInstance(8192, 8));
    return node;
  }

  static QueueInfo openQueue(String name) {
    QueueInfo queue = Records.newRecord(QueueInfo.class);
    queue.setQueueName(name);
    queue.setQueueState(QueueState.RUNNING);
    return queue;
  }

  @Override
  public String address() {
    return "rm:8032";
  }

  @Override
  public NewApplication newApplication() {
    return new NewApplication(ID, most);
  }

  @Override
  public List<NodeReport> runningNodes() {
    return nodes;
  }

  @Override
  public Optional<QueueInfo> queue(String name) {
    return queues.stream().filter(queue -> queue.getQueueName().equals(name)).findFirst();
  }

  @Override
  public List<QueueInfo> childrenOf(String queue) {
    return children;
  }

  @Override
  public List<QueueInfo> queues() {
    return queues;
  }

  @Override
  public List<ApplicationReport> applications(String user, EnumSet<YarnApplicationState> states)
      throws IOException {
    if (unreachable.isPresent()) {
      throw unreachable.get();
    }
    return applications.stream().filter(r -> states.contains(r.getYarnApplicationState())).toList();
  }

  @Override
  public ApplicationReport report(ApplicationId id) {
    return report.get();
  }

  @Override
  public void submit(ApplicationSubmissionContext context) throws IOException {
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    submitted.add(context);
    onSubmit.accept(context);
  }

  final List<String> logsAsked = new ArrayList<>();
  List<String> log = List.of();

  @Override
  public List<String> containerLog(ApplicationId id, String container, String host, String file)
      throws IOException {
    logsAsked.add(id + " " + container + " " + host + " " + file);
    if (log.isEmpty()) {
      throw new IOException("yarn logs found nothing");
    }
    return log;
  }

  @Override
  public void kill(ApplicationId id) {
    killed.add(id);
  }

  @Override
  public void close() {}
}
