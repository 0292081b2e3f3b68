package org.kafkayarn.am.recovery;

import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.kafkayarn.am.control.LauncherCalls;
import org.kafkayarn.am.kafka.UncleanElections;
import org.kafkayarn.am.kafka.UncleanElections.KafkaSilentException;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.QuorumRescue;
import org.kafkayarn.am.plan.RecoveryRules;
import org.kafkayarn.am.plan.RecoveryRules.Proposal;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Offline;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.OperatorEvent.Recovered.Deed;
import org.kafkayarn.launcher.contract.LauncherState;

/**
 * Where an operator orders to go on with what survives: nothing here happens by itself. Decisions
 * are those of {@link RecoveryRules} and {@link QuorumRescue}; each deed becomes an event. Blocks;
 * any thread, one order at a time.
 */
public final class RecoveryDesk {
  private final UncleanElections elections;
  private final LauncherCalls launchers;
  private final Survivors survivors;
  private final Consumer<Event> events;
  private final ReentrantLock order = new ReentrantLock();
  private volatile Optional<ClusterState> state = Optional.empty();

  public RecoveryDesk(UncleanElections elections, LauncherCalls launchers, Consumer<Event> events) {
    this.elections = elections;
    this.launchers = launchers;
    this.survivors = new Survivors(launchers);
    this.events = events;
  }

  /** Remembers what the loop believes. The loop's thread. */
  public void follow(Snapshot snapshot) {
    state = Optional.of(snapshot.state());
  }

  /** What could be done now, and what it would cost. */
  public RecoveryReport preview(boolean force) throws RefusedException, InterruptedException {
    List<Proposal> proposals = proposals(Set.of(), force);
    return new RecoveryReport(
        proposals.size(),
        proposals.stream()
            .map(proposal -> RecoveryReport.line(proposal, Optional.empty(), false))
            .toList());
  }

  /**
   * Elects the most complete survivor of each partition that has one.
   *
   * @param only these by name; empty: all
   */
  public RecoveryReport recover(Set<String> only, boolean force)
      throws RefusedException, InterruptedException {
    begin();
    try {
      List<Proposal> proposals = proposals(only, force);
      List<Proposal> chosen =
          proposals.stream().filter(proposal -> proposal.elect().isPresent()).toList();
      Map<String, Optional<String>> outcomes =
          chosen.isEmpty() ? Map.of() : elections.elect(chosen);
      List<RecoveryReport.Line> lines = new ArrayList<>();
      for (Proposal proposal : proposals) {
        Optional<String> failure =
            outcomes.getOrDefault(proposal.partition().name(), Optional.empty());
        boolean done = proposal.elect().isPresent() && failure.isEmpty();
        lines.add(RecoveryReport.line(proposal, failure, done));
        proposal.elect().ifPresent(node -> tell(proposal, node, failure));
      }
      return new RecoveryReport(proposals.size(), lines);
    } catch (KafkaSilentException e) {
      throw new RefusedException("Kafka cannot be asked: " + e.getMessage());
    } finally {
      order.unlock();
    }
  }

  private void tell(Proposal proposal, int node, Optional<String> failure) {
    String name = proposal.partition().name();
    String numbers =
        proposal.survivors().stream()
            .map(
                s -> "node %d ends at %d in epoch %d".formatted(s.node(), s.endOffset(), s.epoch()))
            .reduce((a, b) -> a + ", " + b)
            .orElse("");
    events.accept(
        failure
            .map(
                why ->
                    new OperatorEvent.Recovered(
                        Deed.FAILED, Optional.of(node), name + " was not recovered: " + why))
            .orElseGet(
                () ->
                    new OperatorEvent.Recovered(
                        Deed.PARTITION,
                        Optional.of(node),
                        "%s is led by it by order of the operator: %s; lost may be %s"
                            .formatted(name, numbers, proposal.loss()))));
  }

  private List<Proposal> proposals(Set<String> only, boolean force)
      throws RefusedException, InterruptedException {
    ClusterState now =
        state.orElseThrow(() -> new RefusedException("the ApplicationMaster has just started"));
    try {
      UncleanElections.Found found = elections.find();
      List<Offline.Partition> asked =
          found.partitions().stream()
              .filter(partition -> only.isEmpty() || only.contains(partition.name()))
              .toList();
      return survivors.find(asked).stream()
          .map(partition -> RecoveryRules.propose(now, partition, found.brokers(), force))
          .toList();
    } catch (KafkaSilentException e) {
      throw new RefusedException("Kafka cannot be asked: " + e.getMessage());
    }
  }

  /** Makes that node the only voter; the other controllers join it again as they come. */
  public String rebuildQuorum(int node) throws RefusedException {
    begin();
    try {
      ClusterState now =
          state.orElseThrow(() -> new RefusedException("the ApplicationMaster has just started"));
      QuorumRescue.Verdict verdict = QuorumRescue.of(now, node);
      if (verdict.refusal().isPresent()) {
        throw new RefusedException(verdict.refusal().get());
      }
      LauncherState started = launchers.rebuildQuorum(node, verdict.spec().orElseThrow()).join();
      String text =
          "the quorum is rebuilt from its copy of the metadata, by order of the operator: it is the"
              + " only voter; Kafka is "
              + started.phase();
      events.accept(new OperatorEvent.Recovered(Deed.QUORUM, Optional.of(node), text));
      return "node " + node + ": " + text;
    } catch (CompletionException e) {
      String why =
          e.getCause() instanceof HttpTimeoutException
              ? "the launcher of node %d has not answered: it may yet make its node the only voter. Order no other node before that one's log (stderr) tells what came of it"
                  .formatted(node)
              : "the quorum was not rebuilt: " + e.getCause().getMessage();
      events.accept(new OperatorEvent.Recovered(Deed.FAILED, Optional.of(node), why));
      throw new RefusedException(why);
    } finally {
      order.unlock();
    }
  }

  private void begin() throws RefusedException {
    if (!order.tryLock()) {
      throw new RefusedException("another recovery is under way");
    }
  }

  /** It cannot be done now; the message says why. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }
}
