package org.kafkayarn.am;

import org.kafkayarn.am.control.LauncherGateway;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.store.LedgerWriter;
import org.kafkayarn.am.yarn.NodeManagerGateway;
import org.kafkayarn.am.yarn.ResourceManagerGateway;

/** Carries each action to its edge. */
record Effects(
    ResourceManagerGateway yarn,
    NodeManagerGateway nodes,
    LauncherGateway launchers,
    LedgerWriter writer)
    implements Action.Executor {
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
  public void save(Action.Save action) {
    writer.save(action);
  }

  @Override
  public void finish(Action.Finish action) {
    yarn.finish(action);
  }
}
