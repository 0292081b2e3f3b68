package org.kafkayarn.am.events;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kafkayarn.am.plan.SettingsRules;
import org.kafkayarn.am.spec.MetadataVersion;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Features;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.MetadataState;
import org.kafkayarn.am.state.Settings;
import org.kafkayarn.am.state.Unregistration;
import org.kafkayarn.am.state.VoterChange;

/**
 * Tells which controller leads Kafka's quorum, and what the quorum has made of what was asked of
 * it: votes, registrations, settings, the metadata.version.
 */
final class QuorumStory {
  private final Teller teller;

  QuorumStory(Teller teller) {
    this.teller = teller;
  }

  void tell(ClusterState before, ClusterState after, Event event, Instant at) {
    voterChange(before, after, at);
    if (!before.kafka().metadata().equals(after.kafka().metadata())) {
      metadata(before.kafka().metadata(), after.kafka().metadata(), at);
    }
    if (!before.leader().equals(after.leader())) {
      after
          .leader()
          .ifPresentOrElse(
              id ->
                  teller.ofNode(
                      at, EventKind.CONTROLLER, after, id, "it is the active controller now"),
              () -> teller.ofCluster(at, EventKind.CONTROLLER, "the quorum has no leader"));
    }
    if (event instanceof KafkaEvent.Unregistered told) {
      unregistered(after, told, at);
    }
    if (event instanceof KafkaEvent.SettingsAltered told) {
      settings(told, at);
    }
  }

  private void voterChange(ClusterState before, ClusterState after, Instant at) {
    Optional<VoterChange> open = before.kafka().voterChange().filter(VoterChange::isOpen);
    if (open.isEmpty() || after.kafka().voterChange().equals(open)) {
      return;
    }
    VoterChange change = open.get();
    after
        .kafka()
        .voterChange()
        .flatMap(VoterChange::failure)
        .ifPresentOrElse(
            failure ->
                teller.ofNode(
                    at, EventKind.VOTER_CHANGE_FAILED, after, change.nodeId(), failure.reason()),
            () ->
                teller.ofNode(
                    at,
                    EventKind.VOTER_CHANGED,
                    after,
                    change.nodeId(),
                    (change.kind() == VoterChange.Kind.ADD
                            ? "it has joined the quorum; voters: "
                            : "its vote is taken; voters: ")
                        + new TreeSet<>(after.kafka().quorum().voters().keySet())));
  }

  /** What Kafka answers; a version that somebody else finalized is told too. */
  private void metadata(MetadataState before, MetadataState after, Instant at) {
    Optional<Integer> last = before.features().map(Features::finalized);
    Optional<Integer> now = after.features().map(Features::finalized);
    if (last.isPresent() && !last.equals(now)) {
      teller.ofCluster(
          at,
          EventKind.METADATA_UPGRADED,
          "metadata.version %s in place of %s"
              .formatted(
                  MetadataVersion.name(now.orElseThrow()), MetadataVersion.name(last.get())));
    }
    after
        .refusal()
        .filter(why -> !before.refusal().equals(Optional.of(why)))
        .ifPresent(
            why ->
                teller.ofCluster(
                    at,
                    EventKind.METADATA_NOT_UPGRADED,
                    "metadata.version %s was not finalized: %s"
                        .formatted(MetadataVersion.name(why.level()), why.reason())));
  }

  private void unregistered(ClusterState after, KafkaEvent.Unregistered told, Instant at) {
    EventKind kind =
        told.outcome() == Unregistration.Outcome.DONE
            ? EventKind.UNREGISTERED
            : EventKind.UNREGISTER_FAILED;
    teller.ofNode(at, kind, after, told.nodeId(), told.detail());
  }

  private void settings(KafkaEvent.SettingsAltered told, Instant at) {
    Settings.Alteration alteration = told.alteration();
    String whose = SettingsRules.name(alteration.resource());
    if (told.failure().isPresent()) {
      teller.ofCluster(
          at,
          EventKind.SETTINGS_NOT_CHANGED,
          "%s of %s: %s"
              .formatted(
                  String.join(", ", alteration.entries().keySet()), whose, told.failure().get()));
      return;
    }
    told.refused()
        .forEach(
            (key, why) ->
                teller.ofCluster(
                    at,
                    EventKind.SETTING_REFUSED,
                    SettingsRules.line(alteration.change(key), why)));
    Set<String> done = new TreeSet<>(alteration.entries().keySet());
    done.removeAll(told.refused().keySet());
    if (!done.isEmpty()) {
      teller.ofCluster(
          at, EventKind.SETTINGS_CHANGED, "%s of %s".formatted(String.join(", ", done), whose));
    }
  }
}
