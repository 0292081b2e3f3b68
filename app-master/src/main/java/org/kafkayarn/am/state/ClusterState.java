package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.state.task.TaskState;
import org.pcollections.TreePMap;

/**
 * All that the ApplicationMaster believes, at one moment. Immutable: an event or an intent makes
 * the next one.
 *
 * @param application which YARN application and attempt this is
 * @param registered the ResourceManager has accepted this attempt, at that time
 * @param ledger what must be remembered, with decisions that may not be saved yet
 * @param saving how far that is safe in the cluster's home
 * @param spec what the operator wants, and what of an earlier wish has yet to leave
 * @param slots every node by id: those that are wanted, and those that have yet to leave
 * @param strays containers that nobody wants, not given back yet
 * @param fleet the hosts
 * @param preemption what the ResourceManager is about to take away
 * @param kafka what is believed of Kafka
 * @param moves how far the moves of replicas are, by the number of their operation
 * @param tasks the programs beside the nodes
 * @param wasReady all wanted nodes have served at the same time once in this attempt
 * @param stopping the operator asked for an orderly stop
 * @param finished the ResourceManager was told that the application has ended
 */
public record ClusterState(
    Application application,
    ClusterSpec spec,
    Optional<Instant> registered,
    Ledger ledger,
    Saving saving,
    SortedMap<Integer, Slot> slots,
    List<Held> strays,
    Fleet fleet,
    Optional<Preemption> preemption,
    KafkaState kafka,
    SortedMap<Long, MoveProgress> moves,
    TaskState tasks,
    boolean wasReady,
    boolean stopping,
    boolean finished) {

  public ClusterState {
    requireNonNull(application);
    requireNonNull(spec);
    requireNonNull(registered);
    requireNonNull(ledger);
    requireNonNull(saving);
    slots = TreePMap.fromSortedMap(slots);
    strays = List.copyOf(strays);
    requireNonNull(fleet);
    requireNonNull(preemption);
    requireNonNull(kafka);
    moves = TreePMap.fromSortedMap(moves);
    requireNonNull(tasks);
  }

  /** The state of an attempt that has seen nothing yet but the cluster's home. */
  public static ClusterState initial(
      Application application, ClusterSpec spec, Ledger stored, boolean ledgerIsSaved) {
    ClusterSpec left = spec.retainRetiring(id -> stored.node(id).isPresent());
    TreePMap<Integer, Slot> slots = TreePMap.empty();
    for (int id : left.ids()) {
      int failures = stored.node(id).map(NodeRecord::failures).orElse(0);
      slots = slots.plus(id, Slot.vacant(id, application.started()).withFailures(failures));
    }
    return new ClusterState(
        application,
        left,
        Optional.empty(),
        stored.foundBy(application.id()),
        Saving.of(ledgerIsSaved ? Optional.of(stored) : Optional.empty()),
        slots,
        List.of(),
        Fleet.UNKNOWN,
        Optional.empty(),
        KafkaState.unknown(application.started()),
        TreePMap.empty(),
        TaskState.NONE,
        false,
        stored.stoppedApplication().equals(Optional.of(application.id())),
        false);
  }

  public Slot slot(int id) {
    return requireNonNull(slots.get(id), () -> "no node " + id);
  }

  /** The slot of that node if it holds that container. */
  public Optional<Slot> slotHolding(int nodeId, String containerId) {
    return Optional.ofNullable(slots.get(nodeId)).filter(slot -> slot.holds(containerId));
  }

  public Optional<Slot> slotHolding(String containerId) {
    return slots.values().stream().filter(slot -> slot.holds(containerId)).findFirst();
  }

  public Map<String, Host> hosts() {
    return fleet.hosts();
  }

  /** What is decided of this node is safe in the cluster's home. */
  public boolean isSaved(int id) {
    return saving
        .saved()
        .filter(safe -> safe.initialVoters().equals(ledger.initialVoters()))
        .filter(safe -> safe.node(id).equals(ledger.node(id)))
        .isPresent();
  }

  /** All that is decided is safe in the cluster's home. */
  public boolean isSaved() {
    return saving.saved().equals(Optional.of(ledger));
  }

  /** Kafka's active controller, when last seen. */
  public Optional<Integer> leader() {
    return kafka.quorum().leader();
  }

  /** Every wanted node serves, but for those that an operator has stopped. */
  public boolean allServing() {
    return leader().isPresent()
        && slots.values().stream()
            .filter(slot -> spec.nodes().containsKey(slot.id()))
            .filter(slot -> !ledger.halted().contains(slot.id()))
            .allMatch(Slot::serving);
  }

  public ClusterState with(Slot slot) {
    return toBuilder().slot(slot).build();
  }

  /** A node that was leaving has left: what a preemption wants is less by its container. */
  public ClusterState without(Slot left) {
    if (preemption.isEmpty() || left.leaving().isEmpty()) {
      return this;
    }
    String container = left.container().orElseThrow().containerId();
    return toBuilder()
        .preemption(preemption.get().satisfied(container, spec.node(left.id())))
        .build();
  }

  /** Without a node that has left for good. */
  public ClusterState without(int id, Instant at) {
    Builder next = toBuilder();
    next.slots = next.slots.minus(id);
    next.ledger = ledger.node(id).map(node -> ledger.without(node, at)).orElse(ledger);
    return next.build();
  }

  public ClusterState with(Ledger changed) {
    return toBuilder().ledger(changed).build();
  }

  public ClusterState with(KafkaState changed) {
    return toBuilder().kafka(changed).build();
  }

  public ClusterState with(Saving changed) {
    return toBuilder().saving(changed).build();
  }

  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Changes a few of the many components. */
  public static final class Builder {
    private final ClusterState from;
    private ClusterSpec spec;
    private Optional<Instant> registered;
    private Ledger ledger;
    private Saving saving;
    private TreePMap<Integer, Slot> slots;
    private List<Held> strays;
    private Fleet fleet;
    private Optional<Preemption> preemption;
    private KafkaState kafka;
    private SortedMap<Long, MoveProgress> moves;
    private TaskState tasks;
    private boolean wasReady;
    private boolean stopping;
    private boolean finished;

    private Builder(ClusterState from) {
      this.from = from;
      this.spec = from.spec;
      this.registered = from.registered;
      this.ledger = from.ledger;
      this.saving = from.saving;
      this.slots = TreePMap.fromSortedMap(from.slots);
      this.strays = from.strays;
      this.fleet = from.fleet;
      this.preemption = from.preemption;
      this.kafka = from.kafka;
      this.moves = from.moves;
      this.tasks = from.tasks;
      this.wasReady = from.wasReady;
      this.stopping = from.stopping;
      this.finished = from.finished;
    }

    public Builder spec(ClusterSpec value) {
      spec = value;
      return this;
    }

    public Builder registered(Instant at) {
      registered = Optional.of(at);
      return this;
    }

    public Builder ledger(Ledger value) {
      ledger = value;
      return this;
    }

    public Builder saving(Saving value) {
      saving = value;
      return this;
    }

    public Builder slot(Slot value) {
      slots = slots.plus(value.id(), value);
      return this;
    }

    public Builder slots(SortedMap<Integer, Slot> value) {
      slots = TreePMap.fromSortedMap(value);
      return this;
    }

    public Builder strays(List<Held> value) {
      strays = value;
      return this;
    }

    public Builder fleet(Fleet value) {
      fleet = value;
      return this;
    }

    public Builder preemption(Preemption value) {
      preemption = Optional.of(value);
      return this;
    }

    public Builder kafka(KafkaState value) {
      kafka = value;
      return this;
    }

    public Builder moves(SortedMap<Long, MoveProgress> value) {
      moves = value;
      return this;
    }

    public Builder tasks(TaskState value) {
      tasks = value;
      return this;
    }

    public Builder wasReady() {
      wasReady = true;
      return this;
    }

    public Builder stopping() {
      stopping = true;
      return this;
    }

    public Builder finished() {
      finished = true;
      return this;
    }

    public ClusterState build() {
      return new ClusterState(
          from.application,
          spec,
          registered,
          ledger,
          saving,
          slots,
          strays,
          fleet,
          preemption,
          kafka,
          moves,
          tasks,
          wasReady,
          stopping,
          finished);
    }
  }
}
