package org.kafkayarn.am.kafka;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;
import org.kafkayarn.am.spec.SpecKey;

/** The settings of topics: which are not the operator's, and which one a misspelt name may mean. */
final class TopicSettings {
  private static final String UNKNOWN = "Unknown topic config name";

  /** Moves of replicas set and remove them. */
  private static final Set<String> OF_MOVES =
      Set.of("leader.replication.throttled.replicas", "follower.replication.throttled.replicas");

  private TopicSettings() {}

  static void check(Collection<String> names) throws TopicRefusedException {
    for (String name : names) {
      if (OF_MOVES.contains(name)) {
        throw TopicRefusedException.field(
            "config." + name,
            "is set while replicas are moved and removed afterwards: leave it out");
      }
    }
  }

  /** With the setting that an unknown one may have been meant to be; only Kafka knows them all. */
  static TopicRefusedException explained(TopicRefusedException refused) {
    Optional<String> name =
        refused
            .field()
            .filter(field -> field.startsWith("config.") && refused.getMessage().contains(UNKNOWN))
            .map(field -> field.substring("config.".length()));
    return name.map(
            wrong ->
                TopicRefusedException.field(
                    "config." + wrong,
                    "Kafka knows no such setting of a topic. Did you mean %s?"
                        .formatted(SpecKey.nearest(wrong, known()))))
        .orElse(refused);
  }

  /** By the constants of Kafka's clients. */
  private static List<String> known() {
    List<String> names = new ArrayList<>();
    for (Field constant : TopicConfig.class.getFields()) {
      if (constant.getName().endsWith("_CONFIG")) {
        try {
          names.add((String) constant.get(null));
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(constant + " is public", e);
        }
      }
    }
    return names;
  }
}
