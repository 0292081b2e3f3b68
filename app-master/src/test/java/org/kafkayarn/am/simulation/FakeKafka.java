package org.kafkayarn.am.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kafkayarn.am.state.Event;

/**
 * A quorum as far as the scheduler can see one: a leader needs a majority of voters that it knows
 * the endpoints of, and tells them all where the others are now.
 */
final class FakeKafka {
  private FakeKafka() {}

  static void learn(SimHost.Directory directory, String voters) {
    for (String voter : voters.split(",", -1)) {
      String[] parts = voter.split("[@:]", -1);
      directory.endpoints.put(Integer.valueOf(parts[0]), parts[1] + ":" + parts[2]);
    }
  }

  static Event.KafkaObserved observe(World world) {
    Map<Integer, FakeLauncher> running = new TreeMap<>();
    for (FakeLauncher launcher : world.alive()) {
      if (launcher.kafkaRuns() && world.time.nowMs() >= launcher.readyAtMs) {
        running.put(launcher.nodeId(), launcher);
      }
    }
    Optional<Integer> leader = leader(running);
    Map<Integer, String> confirmed = new HashMap<>();
    if (leader.isPresent()) {
      running.forEach((id, launcher) -> confirmed.put(id, launcher.spec.startId()));
      running.values().forEach(voter -> spread(voter, running));
    }
    return new Event.KafkaObserved(confirmed, confirmed.keySet(), leader);
  }

  private static Optional<Integer> leader(Map<Integer, FakeLauncher> running) {
    List<FakeLauncher> voters =
        running.values().stream().filter(launcher -> !endpoints(launcher).isEmpty()).toList();
    return voters.stream()
        .filter(
            candidate ->
                2 * voters.stream().filter(other -> reaches(candidate, other)).count()
                    > endpoints(candidate).size())
        .map(FakeLauncher::nodeId)
        .findFirst();
  }

  private static boolean reaches(FakeLauncher from, FakeLauncher to) {
    return from == to || endpoint(to).equals(endpoints(from).get(to.nodeId()));
  }

  private static void spread(FakeLauncher voter, Map<Integer, FakeLauncher> running) {
    endpoints(voter)
        .replaceAll((id, old) -> running.containsKey(id) ? endpoint(running.get(id)) : old);
  }

  private static Map<Integer, String> endpoints(FakeLauncher launcher) {
    return launcher.host.directory(launcher.nodeId()).endpoints;
  }

  private static String endpoint(FakeLauncher launcher) {
    return launcher.host.name + ":" + launcher.spec.ports().get(launcher.spec.ports().size() - 1);
  }
}
