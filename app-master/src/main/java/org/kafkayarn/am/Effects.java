package org.kafkayarn.am;

import java.time.Duration;
import org.kafkayarn.am.control.LauncherGateway;
import org.kafkayarn.am.kafka.KafkaProbe;
import org.kafkayarn.am.kafka.Unregistrar;
import org.kafkayarn.am.kafka.VoterEdge;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.store.EventWriter;
import org.kafkayarn.am.store.LedgerWriter;
import org.kafkayarn.am.yarn.NodeManagerGateway;
import org.kafkayarn.am.yarn.ResourceManagerGateway;

/** Carries each action to its edge. */
record Effects(
    ResourceManagerGateway yarn,
    NodeManagerGateway nodes,
    LauncherGateway launchers,
    Unregistrar unregistrar,
    VoterEdge voters,
    KafkaProbe kafka,
    LedgerWriter writer,
    EventWriter events)
    implements Action.Executor {
  private static final Duration LAST_EVENTS = Duration.ofSeconds(3);

  @Override
  public void ask(Action.Ask action) {
    yarn.ask(action);
  }

  @Override
  public void release(Action.Release action) {
    yarn.release(action);
  }

  @Override
  public void launch(Action.Launch action) {
    nodes.launch(action);
  }

  @Override
  public void askForTask(Action.AskForTask action) {
    yarn.ask(action);
  }

  @Override
  public void launchTask(Action.LaunchTask action) {
    nodes.launch(action);
  }

  @Override
  public void stopTask(Action.StopTask action) {
    yarn.terminate(action);
  }

  @Override
  public void resizeContainer(Action.ResizeContainer action) {
    yarn.resize(action, container -> nodes.resize(action, container));
  }

  @Override
  public void startKafka(Action.StartKafka action) {
    launchers.start(action);
  }

  @Override
  public void stopKafka(Action.StopKafka action) {
    launchers.stop(action);
  }

  @Override
  public void exitLauncher(Action.ExitLauncher action) {
    launchers.exit(action);
  }

  @Override
  public void unregister(Action.Unregister action) {
    unregistrar.unregister(action);
  }

  @Override
  public void changeVoter(Action.ChangeVoter action) {
    voters.change(action);
  }

  @Override
  public void finalizeMetadata(Action.FinalizeMetadata action) {
    kafka.finalizeMetadata(action);
  }

  @Override
  public void alterSettings(Action.AlterSettings action) {
    kafka.alterSettings(action);
  }

  @Override
  public void save(Action.Save action) {
    writer.save(action);
  }

  @Override
  public void finish(Action.Finish action) {
    // Whoever sees that the application has ended reads its events in the cluster's home.
    events.flush(LAST_EVENTS);
    yarn.finish(action);
  }
}
