package org.kafkayarn.am.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kafkayarn.am.spec.MetadataPolicy;
import org.kafkayarn.am.spec.MetadataVersion;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Features;
import org.kafkayarn.am.state.MetadataState;
import org.kafkayarn.am.state.Slot;

/**
 * When a level of {@code metadata.version} is finalized: on the operator's order or by the policy
 * of the spec, never by itself, and only while every wanted node serves, none is on its way in or
 * out, and each has said that it knows the level. There is hardly a way back: Kafka refuses a
 * downgrade that could lose metadata, and a node that is older than the level cannot start.
 */
public final class MetadataRules {
  /** Kafka refuses for reasons that time mends: a controller that has not registered yet. */
  static final Duration RETRY = Duration.ofMinutes(5);

  private MetadataRules() {}

  static void apply(Turn turn) {
    ClusterState state = turn.state();
    OptionalInt target = target(state);
    if (target.isEmpty() || obstacle(state, target.getAsInt()).isPresent()) {
      return;
    }
    MetadataState metadata = state.kafka().metadata();
    if (metadata.ordered().isEmpty() && metadata.refusal().isPresent()) {
      Instant again = metadata.refusal().get().at().plus(RETRY);
      if (turn.now.isBefore(again)) {
        turn.wake(again);
        return;
      }
    }
    int level = target.getAsInt();
    turn.act(
        new Action.FinalizeMetadata(
            level,
            "metadata.version %s is finalized in place of %s: %s"
                .formatted(
                    MetadataVersion.name(level),
                    MetadataVersion.name(metadata.features().orElseThrow().finalized()),
                    metadata.ordered().isPresent()
                        ? "the operator has ordered it"
                        : "the specification says metadata-version "
                            + state.spec().metadataVersion())),
        state.with(state.kafka().with(metadata.calling(turn.now))));
  }

  /** The level that should be finalized and is not; empty while what is in force is not known. */
  static OptionalInt target(ClusterState state) {
    Optional<Features> features = state.kafka().metadata().features();
    if (features.isEmpty()) {
      return OptionalInt.empty();
    }
    OptionalInt wanted =
        state.kafka().metadata().ordered().map(OptionalInt::of).orElseGet(() -> byPolicy(state));
    return wanted.isPresent() && wanted.getAsInt() > features.get().finalized()
        ? wanted
        : OptionalInt.empty();
  }

  private static OptionalInt byPolicy(ClusterState state) {
    MetadataPolicy policy = state.spec().metadataVersion();
    return switch (policy.kind()) {
      case KEEP -> OptionalInt.empty();
      case LATEST -> available(state);
      case AT -> OptionalInt.of(policy.level());
    };
  }

  /** The highest level that every wanted node knows; empty while one has not told. */
  public static OptionalInt available(ClusterState state) {
    int most = Integer.MAX_VALUE;
    for (int id : state.spec().nodes().keySet()) {
      Optional<Features.Known> known = known(state, id);
      if (known.isEmpty()) {
        return OptionalInt.empty();
      }
      most = Math.min(most, known.get().most());
    }
    return OptionalInt.of(most);
  }

  /** What the process that serves now has said. */
  private static Optional<Features.Known> known(ClusterState state, int id) {
    return state
        .kafka()
        .metadata()
        .features()
        .map(features -> features.nodes().get(id))
        .filter(known -> state.slot(id).confirmed().equals(Optional.of(known.startId())));
  }

  /** Why a level must not be finalized now, in words. */
  public static Optional<String> obstacle(ClusterState state, int level) {
    if (state.stopping()) {
      return Optional.of("the cluster is stopping");
    }
    if (state.kafka().metadata().callingSince().isPresent()) {
      return Optional.of("Kafka has been asked to finalize a version and has not answered");
    }
    if (!state.spec().retiring().isEmpty()) {
      return Optional.of(Words.nodes(state.spec().retiring().keySet()) + " have yet to leave");
    }
    if (state.leader().isEmpty()) {
      return Optional.of("the quorum has no leader");
    }
    SortedSet<Integer> away = new TreeSet<>();
    SortedSet<Integer> leaving = new TreeSet<>();
    for (Slot slot : state.slots().values()) {
      if (!slot.serving()) {
        away.add(slot.id());
      } else if (slot.leaving().isPresent()) {
        leaving.add(slot.id());
      }
    }
    if (!away.isEmpty()) {
      return Optional.of("not serving: " + Words.nodes(away));
    }
    if (!leaving.isEmpty()) {
      return Optional.of("leaving their containers: " + Words.nodes(leaving));
    }
    return quorumMoves(state).or(() -> unknownTo(state, level)).or(() -> otherKafkaWanted(state));
  }

  /** What is finalized while the nodes are to run another Kafka may be unknown to that one. */
  private static Optional<String> otherKafkaWanted(ClusterState state) {
    return state.slots().values().stream()
        .filter(slot -> Pending.of(state, slot).has("kafka"))
        .findFirst()
        .map(
            slot ->
                "node %d is to run another Kafka: restart it with that first, or take that change back"
                    .formatted(slot.id()));
  }

  private static Optional<String> quorumMoves(ClusterState state) {
    SortedSet<Integer> wanted = new TreeSet<>();
    state.spec().nodes().values().stream()
        .filter(NodeSpec::controller)
        .forEach(node -> wanted.add(node.id()));
    SortedSet<Integer> voters = new TreeSet<>(state.kafka().quorum().voters().keySet());
    return voters.isEmpty() || voters.equals(wanted)
        ? Optional.empty()
        : Optional.of("the quorum's voters are " + voters + " and are to be " + wanted);
  }

  private static Optional<String> unknownTo(ClusterState state, int level) {
    for (int id : state.spec().nodes().keySet()) {
      Optional<Features.Known> known = known(state, id);
      if (known.isEmpty()) {
        return Optional.of("node " + id + " has not said yet which versions it knows");
      }
      if (level < known.get().least() || level > known.get().most()) {
        return Optional.of(
            "node %d knows %s to %s only: it must run another Kafka first"
                .formatted(
                    id,
                    MetadataVersion.name(known.get().least()),
                    MetadataVersion.name(known.get().most())));
      }
    }
    return Optional.empty();
  }

  /** What an operator should know; empty when all nodes know no more than is in force. */
  static Optional<String> line(ClusterState state) {
    Optional<Features> features = state.kafka().metadata().features();
    if (features.isEmpty()) {
      return Optional.empty();
    }
    String now = "metadata.version " + MetadataVersion.name(features.get().finalized());
    OptionalInt target = target(state);
    if (target.isPresent()) {
      String wanted = now + ", " + MetadataVersion.name(target.getAsInt()) + " wanted: ";
      return obstacle(state, target.getAsInt())
          .or(
              () ->
                  state
                      .kafka()
                      .metadata()
                      .refusal()
                      .map(why -> "Kafka refused it: " + why.reason()))
          .map(why -> wanted + why);
    }
    OptionalInt available = available(state);
    return available.isPresent() && available.getAsInt() > features.get().finalized()
        ? Optional.of(
            "%s, %s available: kafka-yarn metadata upgrade"
                .formatted(now, MetadataVersion.name(available.getAsInt())))
        : Optional.empty();
  }
}
