package org.kafkayarn.am.events;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.state.Held;

/** Tells the actions of one plan, each with its reason. */
final class ActionStory implements Action.Executor {
  private final Teller teller;
  private final Instant at;

  /** By node: what was told of it; empty where the action itself says what is waited for. */
  private final Map<Integer, String> told = new HashMap<>();

  ActionStory(Teller teller, Instant at) {
    this.teller = teller;
    this.at = at;
  }

  /** Whether an action of this plan has told that already. */
  boolean tells(int node, String reason) {
    String words = told.get(node);
    return words != null && (words.isEmpty() || words.equals(reason));
  }

  @Override
  public void ask(Action.Ask action) {
    teller.tell(
        at,
        EventKind.REQUESTED,
        Optional.of(action.nodeId()),
        action.ask().host(),
        action.reason());
    told.put(action.nodeId(), action.reason());
  }

  @Override
  public void release(Action.Release action) {
    teller.ofContainer(at, EventKind.RELEASED, action.container(), action.reason());
  }

  @Override
  public void launch(Action.Launch action) {
    order(EventKind.LAUNCHING, action.container(), action.reason());
  }

  @Override
  public void askForTask(Action.AskForTask action) {
    teller.tell(
        at, EventKind.TASK_REQUESTED, Optional.empty(), action.ask().host(), action.reason());
    told.put(action.id(), "");
  }

  @Override
  public void launchTask(Action.LaunchTask action) {
    ofTask(EventKind.TASK_LAUNCHING, action.container(), action.reason());
  }

  @Override
  public void stopTask(Action.StopTask action) {
    ofTask(EventKind.TASK_STOP_ORDERED, action.container(), action.reason());
  }

  /** The reason names the task: its instances are no nodes. */
  private void ofTask(EventKind kind, Held held, String reason) {
    teller.tell(
        at,
        kind,
        Optional.empty(),
        Optional.of(held.host()),
        reason + " (" + held.containerId() + ")");
    told.put(held.nodeId(), "");
  }

  @Override
  public void resizeContainer(Action.ResizeContainer action) {
    teller.ofContainer(at, EventKind.RESIZE_REQUESTED, action.container(), action.reason());
  }

  @Override
  public void startKafka(Action.StartKafka action) {
    order(EventKind.START_ORDERED, action.container(), action.reason());
  }

  @Override
  public void stopKafka(Action.StopKafka action) {
    order(EventKind.STOP_ORDERED, action.container(), action.reason());
  }

  @Override
  public void exitLauncher(Action.ExitLauncher action) {
    order(EventKind.EXIT_ORDERED, action.container(), action.reason());
  }

  @Override
  public void unregister(Action.Unregister action) {
    teller.tell(
        at,
        EventKind.UNREGISTER_ORDERED,
        Optional.of(action.nodeId()),
        Optional.empty(),
        action.reason());
    told.put(action.nodeId(), "");
  }

  private void order(EventKind kind, Held held, String reason) {
    teller.ofContainer(at, kind, held, reason);
    told.put(held.nodeId(), "");
  }

  @Override
  public void changeVoter(Action.ChangeVoter action) {
    teller.tell(
        at,
        EventKind.VOTER_CHANGE_ORDERED,
        Optional.of(action.change().nodeId()),
        Optional.empty(),
        action.reason());
    told.put(action.change().nodeId(), action.reason());
  }

  @Override
  public void finalizeMetadata(Action.FinalizeMetadata action) {
    teller.ofCluster(at, EventKind.METADATA_UPGRADING, action.reason());
  }

  @Override
  public void alterSettings(Action.AlterSettings action) {
    teller.ofCluster(at, EventKind.SETTINGS_CHANGING, action.reason());
  }

  /** No event: it follows each decision, and what goes wrong with it is told. */
  @Override
  public void save(Action.Save action) {}

  @Override
  public void finish(Action.Finish action) {
    teller.tell(at, EventKind.FINISHED, Optional.empty(), Optional.empty(), action.reason());
  }
}
