package org.kafkayarn.am.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kafkayarn.am.kafka.TopicRefusedException;
import org.kafkayarn.am.kafka.TopicView;
import org.kafkayarn.am.kafka.Topics;
import org.kafkayarn.am.kafka.UncleanElections.KafkaSilentException;
import org.kafkayarn.am.spec.TopicExpression;

/** Topics that are what the test says; notes what it is asked to change. */
final class FakeTopics implements Topics {
  final Map<String, TopicView> held = new TreeMap<>();
  final List<Object> asked = new ArrayList<>();
  List<Election> elections = List.of();
  Optional<KafkaSilentException> silence = Optional.empty();
  Optional<TopicRefusedException> refusal = Optional.empty();

  @Override
  public List<TopicView> list(TopicExpression meant)
      throws KafkaSilentException, TopicRefusedException {
    answers();
    return meant.of(held.keySet()).stream().map(held::get).toList();
  }

  @Override
  public TopicView get(String name) throws KafkaSilentException, TopicRefusedException {
    answers();
    if (!held.containsKey(name)) {
      throw TopicRefusedException.absent(name);
    }
    return held.get(name);
  }

  @Override
  public Made create(Wish wish, boolean dryRun) throws KafkaSilentException, TopicRefusedException {
    answers();
    asked.add(dryRun ? List.of(wish) : wish);
    return new Made(
        wish.name(), wish.partitions().orElse(1), wish.replicationFactor().orElse(3), List.of());
  }

  @Override
  public List<String> change(String name, Change change, boolean dryRun)
      throws KafkaSilentException, TopicRefusedException {
    answers();
    asked.add(dryRun ? List.of(change) : change);
    return List.of("partitions: 1 -> 2");
  }

  @Override
  public TopicView delete(String name, boolean force, boolean dryRun)
      throws KafkaSilentException, TopicRefusedException {
    TopicView deleted = get(name);
    asked.add(name + (force ? " force" : "") + (dryRun ? " dry" : ""));
    return deleted;
  }

  @Override
  public List<Election> elect(TopicExpression meant, boolean dryRun)
      throws KafkaSilentException, TopicRefusedException {
    answers();
    asked.add(meant.of(held.keySet()));
    return elections;
  }

  private void answers() throws KafkaSilentException, TopicRefusedException {
    if (silence.isPresent()) {
      throw silence.get();
    }
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }
}
