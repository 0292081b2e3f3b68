package org.kafkayarn.am.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.kafkayarn.am.kafka.UncleanElections.KafkaSilentException;

/**
 * Changes one topic. Kafka has two calls for it: both are checked first, the one that can be undone
 * is made first, and undone when the other is refused.
 */
final class TopicChange {
  private final Conversation kafka;
  private final TopicView topic;
  private final Topics.Change change;

  TopicChange(Conversation kafka, TopicView topic, Topics.Change change) {
    this.kafka = kafka;
    this.topic = topic;
    this.change = change;
  }

  List<String> run(boolean dryRun)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    TopicSettings.check(change.config().keySet());
    int now = topic.partitions().size();
    int wanted = change.partitions().orElse(now);
    if (wanted < now) {
      throw TopicRefusedException.field(
          "partitions",
          "%s has %d, and Kafka takes none away: %d is less".formatted(topic.name(), now, wanted));
    }
    // All that was said, also what seems to be so: a broker may not have heard of the last change.
    SortedMap<String, Optional<String>> settings = new TreeMap<>(change.config());
    if (!settings.isEmpty()) {
      alter(settings, true);
    }
    if (wanted > now) {
      grow(wanted, true);
    }
    if (!dryRun) {
      apply(settings, now, wanted);
    }
    return lines(different(), now, wanted);
  }

  private void apply(SortedMap<String, Optional<String>> settings, int now, int wanted)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    if (!settings.isEmpty()) {
      alter(settings, false);
    }
    if (wanted > now) {
      try {
        grow(wanted, false);
      } catch (TopicRefusedException e) {
        if (!settings.isEmpty()) {
          alter(before(settings.keySet()), false);
        }
        throw e;
      }
    }
  }

  /** Settings that are not so already. */
  private SortedMap<String, Optional<String>> different() {
    SortedMap<String, Optional<String>> settings = new TreeMap<>();
    change
        .config()
        .forEach(
            (name, value) -> {
              if (!Optional.ofNullable(topic.config().get(name)).equals(value)) {
                settings.put(name, value);
              }
            });
    return settings;
  }

  private Map<String, Optional<String>> before(Collection<String> names) {
    Map<String, Optional<String>> before = new HashMap<>();
    names.forEach(name -> before.put(name, Optional.ofNullable(topic.config().get(name))));
    return before;
  }

  private List<String> lines(SortedMap<String, Optional<String>> settings, int now, int wanted) {
    List<String> lines = new ArrayList<>();
    if (wanted > now) {
      lines.add("partitions: %d -> %d".formatted(now, wanted));
    }
    settings.forEach(
        (name, value) ->
            lines.add(
                "%s: %s -> %s"
                    .formatted(
                        name,
                        Optional.ofNullable(topic.config().get(name)).orElse("(default)"),
                        value.orElse("(default)"))));
    return lines;
  }

  private void alter(Map<String, Optional<String>> settings, boolean only)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    List<AlterConfigOp> ops = new ArrayList<>();
    settings.forEach(
        (name, value) ->
            ops.add(
                new AlterConfigOp(
                    new ConfigEntry(name, value.orElse(null)),
                    value.isPresent() ? OpType.SET : OpType.DELETE)));
    try {
      Void unused =
          kafka.order(
              kafka
                  .admin()
                  .incrementalAlterConfigs(
                      Map.of(TopicLook.resource(topic.name()), ops),
                      new AlterConfigsOptions().validateOnly(only))
                  .all(),
              otherwise(only));
    } catch (TopicRefusedException e) {
      throw TopicSettings.explained(e);
    }
  }

  private void grow(int wanted, boolean only)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    Void unused =
        kafka.order(
            kafka
                .admin()
                .createPartitions(
                    Map.of(topic.name(), NewPartitions.increaseTo(wanted)),
                    new CreatePartitionsOptions().validateOnly(only).retryOnQuotaViolation(false))
                .all(),
            otherwise(only));
  }

  private String otherwise(boolean only) {
    return only
        ? "nothing was changed"
        : "topic " + topic.name() + " may be changed in part: look at it";
  }
}
