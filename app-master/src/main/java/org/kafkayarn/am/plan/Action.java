package org.kafkayarn.am.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kafkayarn.am.plan.task.TaskLaunch;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.Settings;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.VoterChange;
import org.kafkayarn.launcher.contract.LaunchSpec;

/** An effect that the planner wants, with its reason in words. Edges carry it out. */
public sealed interface Action {

  /** The index of every effect; forgetting a case does not compile. */
  interface Executor {
    void ask(Ask action);

    void release(Release action);

    void launch(Launch action);

    void askForTask(AskForTask action);

    void launchTask(LaunchTask action);

    void stopTask(StopTask action);

    void resizeContainer(ResizeContainer action);

    void startKafka(StartKafka action);

    void stopKafka(StopKafka action);

    void exitLauncher(ExitLauncher action);

    void unregister(Unregister action);

    void changeVoter(ChangeVoter action);

    void finalizeMetadata(FinalizeMetadata action);

    void alterSettings(AlterSettings action);

    void save(Save action);

    void finish(Finish action);
  }

  void dispatch(Executor executor);

  String reason();

  /** Asks YARN for a container for a node, in place of what was asked for it before. */
  record Ask(int nodeId, Slot.Ask ask, String reason) implements Action {
    @Override
    public void dispatch(Executor executor) {
      executor.ask(this);
    }
  }

  /** Asks YARN for a container for an instance of a task. */
  record AskForTask(int id, Slot.Ask ask, int memoryMb, int vcores, String reason)
      implements Action {
    @Override
    public void dispatch(Executor executor) {
      executor.askForTask(this);
    }
  }

  /** Starts an instance of a task in a held container. */
  record LaunchTask(Held container, TaskLaunch launch, String reason) implements Action {
    @Override
    public void dispatch(Executor executor) {
      executor.launchTask(this);
    }
  }

  /** Sends SIGTERM to an instance of a task. */
  record StopTask(Held container, String reason) implements Action {
    @Override
    public void dispatch(Executor executor) {
      executor.stopTask(this);
    }
  }

  /** Gives a container back to YARN, which ends whatever runs in it. */
  record Release(Held container, String reason) implements Action {
    @Override
    public void dispatch(Executor executor) {
      executor.release(this);
    }
  }

  /** Starts the launcher in a held container. */
  record Launch(Held container, LaunchSpec spec, String reason) implements Action {
    @Override
    public void dispatch(Executor executor) {
      executor.launch(this);
    }
  }

  /** Asks YARN to give a container that runs another size, in place of what was asked before. */
  record ResizeContainer(Held container, int memoryMb, int vcores, String reason)
      implements Action {
    @Override
    public void dispatch(Executor executor) {
      executor.resizeContainer(this);
    }
  }

  /** Starts Kafka again in the container that it has. */
  record StartKafka(Held container, LaunchSpec spec, String reason) implements Action {
    @Override
    public void dispatch(Executor executor) {
      executor.startKafka(this);
    }
  }

  /**
   * Asks Kafka for its controlled shutdown; the container stays.
   *
   * @param grantWait how long it waits for a controller to grant it; empty for as long as Kafka
   *     does by itself
   */
  record StopKafka(Held container, String reason, Optional<Duration> grantWait) implements Action {
    StopKafka(Held container, String reason) {
      this(container, reason, Optional.empty());
    }

    @Override
    public void dispatch(Executor executor) {
      executor.stopKafka(this);
    }
  }

  /** Ends a launcher whose Kafka has ended, and with it the container. */
  record ExitLauncher(Held container, String reason) implements Action {
    @Override
    public void dispatch(Executor executor) {
      executor.exitLauncher(this);
    }
  }

  /**
   * Tells Kafka that a broker's process has ended, before it finds out by itself.
   *
   * @param since when it was decided: the answer names it
   * @param witnesses of each of these sets one broker must answer, right before the call
   * @param listeners where they answer, host:port, by node id
   * @param controllers where the quorum is reached, host:port
   */
  record Unregister(
      int nodeId,
      Instant since,
      Set<Set<Integer>> witnesses,
      Map<Integer, String> listeners,
      Set<String> controllers,
      String reason)
      implements Action {
    public Unregister {
      witnesses = Set.copyOf(witnesses);
      listeners = Map.copyOf(listeners);
      controllers = Set.copyOf(controllers);
    }

    @Override
    public void dispatch(Executor executor) {
      executor.unregister(this);
    }
  }

  /**
   * Asks Kafka to give a vote in the metadata quorum, or to take one.
   *
   * @param endpoint host:port of the controller that joins; empty for one that leaves
   */
  record ChangeVoter(VoterChange change, String endpoint, String reason) implements Action {
    @Override
    public void dispatch(Executor executor) {
      executor.changeVoter(this);
    }
  }

  /** Asks Kafka to finalize a level of {@code metadata.version}. */
  record FinalizeMetadata(int level, String reason) implements Action {
    @Override
    public void dispatch(Executor executor) {
      executor.finalizeMetadata(this);
    }
  }

  /** Asks Kafka to change settings while it runs. */
  record AlterSettings(Settings.Alteration alteration, String reason) implements Action {
    @Override
    public void dispatch(Executor executor) {
      executor.alterSettings(this);
    }
  }

  /** Writes the ledger to the cluster's home. */
  record Save(Ledger ledger, String reason) implements Action {
    @Override
    public void dispatch(Executor executor) {
      executor.save(this);
    }
  }

  /** Ends the application. */
  record Finish(String reason, boolean succeeded) implements Action {
    @Override
    public void dispatch(Executor executor) {
      executor.finish(this);
    }
  }
}
