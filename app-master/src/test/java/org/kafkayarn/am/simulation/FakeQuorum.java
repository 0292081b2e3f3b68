package org.kafkayarn.am.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kafkayarn.am.state.Quorum;
import org.kafkayarn.am.state.VoterChange;

/**
 * The metadata quorum as far as the scheduler can see one: a leader needs a majority of voters that
 * it knows the directories and endpoints of, and tells them all where the others are now. A vote is
 * given or taken when it is asked to, by node id and directory.
 */
final class FakeQuorum {
  /** A voter as the others know it. */
  record Voter(String directoryId, String endpoint) {}

  private final World world;

  /** The voters as the last leader knew them: what a majority has agreed to. */
  private Map<Integer, Voter> agreed = Map.of();

  private Optional<Integer> leader = Optional.empty();
  private Map<Integer, FakeLauncher> running = Map.of();
  private Map<Integer, FakeLauncher> controllers = Map.of();

  FakeQuorum(World world) {
    this.world = world;
  }

  static void format(FakeLauncher launcher, String freshId) {
    SimHost.Directory directory = launcher.directory();
    directory.id = freshId;
    for (String voter : launcher.spec.initialVoters().map(v -> v.split(",", -1)).orElse(NONE)) {
      String[] parts = voter.split("[@:]", -1);
      int id = Integer.parseInt(parts[0]);
      directory.voters.put(id, new Voter(parts[3], parts[1] + ":" + parts[2]));
      if (id == launcher.nodeId()) {
        directory.id = parts[3];
      }
    }
    directory.votersVersion = directory.voters.isEmpty() ? 0 : 1;
  }

  private static final String[] NONE = {};

  Optional<Integer> leader() {
    return leader;
  }

  Map<Integer, Voter> agreed() {
    return agreed;
  }

  /** Elects, and lets the leader tell the others what it knows. */
  void tick(Map<Integer, FakeLauncher> processes) {
    running = processes;
    running.values().forEach(this::checkRole);
    controllers = new TreeMap<>(running);
    controllers.values().removeIf(process -> !process.spec.controller());
    List<FakeLauncher> voters = controllers.values().stream().filter(FakeQuorum::isVoter).toList();
    Optional<FakeLauncher> elected =
        voters.stream()
            .filter(
                candidate ->
                    2 * voters.stream().filter(other -> votes(other, candidate)).count()
                        > voters(candidate).size())
            .findFirst();
    leader = elected.map(FakeLauncher::nodeId);
    elected.ifPresent(process -> lead(process, voters(process)));
  }

  /** Kafka 4.3.1 dies of it: the leader refuses what the voter says of itself. */
  private void checkRole(FakeLauncher process) {
    if (!process.spec.controller() && isIn(agreed, process)) {
      throw world.violation("a voter runs as a broker alone: " + process + " of " + agreed);
    }
  }

  private void lead(FakeLauncher process, Map<Integer, Voter> set) {
    Map<Integer, Voter> next = new TreeMap<>(set);
    for (FakeLauncher other : controllers.values()) {
      Voter known = next.get(other.nodeId());
      if (known != null && known.directoryId().equals(other.directory().id)) {
        next.put(other.nodeId(), new Voter(known.directoryId(), endpoint(other)));
      }
    }
    long version = process.directory().votersVersion;
    if (!next.equals(voters(process))) {
      version++;
    }
    for (FakeLauncher other : controllers.values()) {
      other.directory().voters.clear();
      other.directory().voters.putAll(next);
      other.directory().votersVersion = version;
    }
    agreed = Map.copyOf(next);
  }

  /** Gives or takes a vote; why not, if it is not done. */
  Optional<String> change(VoterChange change) {
    Optional<FakeLauncher> leading = leader.map(controllers::get).filter(FakeLauncher::kafkaRuns);
    if (leading.isEmpty()) {
      return Optional.of("no leader");
    }
    Map<Integer, Voter> next = new TreeMap<>(voters(leading.get()));
    int id = change.nodeId();
    if (change.kind() == VoterChange.Kind.REMOVE) {
      Voter voter = next.get(id);
      if (voter == null || !voter.directoryId().equals(change.directoryId())) {
        return Optional.of("no such voter");
      }
      next.remove(id);
    } else {
      FakeLauncher joiner = controllers.get(id);
      if (next.containsKey(id)) {
        return Optional.of("it is a voter");
      }
      if (joiner == null || !joiner.directory().id.equals(change.directoryId())) {
        return Optional.of("it does not answer");
      }
      next.put(id, new Voter(change.directoryId(), endpoint(joiner)));
    }
    long alive = controllers.values().stream().filter(process -> isIn(next, process)).count();
    if (2 * alive <= next.size()) {
      throw world.violation(change + " leaves a quorum without a majority: " + next);
    }
    if (change.kind() == VoterChange.Kind.REMOVE && id == leading.get().nodeId()) {
      checkFound(next);
    }
    world.note("the quorum: " + change);
    lead(leading.get(), next);
    return Optional.empty();
  }

  /** Whoever has no vote finds the next leader only by the list that it was started with. */
  private void checkFound(Map<Integer, Voter> next) {
    List<String> endpoints = next.values().stream().map(Voter::endpoint).toList();
    for (FakeLauncher process : running.values()) {
      if (process.kafkaRuns()
          && !process.isExcused()
          && process.host.connected
          && !isIn(next, process)
          && process.spec.bootstrapControllers().stream().noneMatch(endpoints::contains)) {
        throw world.violation(
            "cut off from the quorum: %s asks %s, and the voters are %s"
                .formatted(process, process.spec.bootstrapControllers(), next));
      }
    }
  }

  Quorum observe(Map<Integer, FakeLauncher> running) {
    List<Integer> heard = caughtUp(running);
    Map<Integer, Quorum.Replica> voters = new TreeMap<>();
    agreed.forEach(
        (id, voter) -> voters.put(id, new Quorum.Replica(voter.directoryId(), heard.contains(id))));
    Map<Integer, Quorum.Replica> observers = new TreeMap<>();
    running.forEach(
        (id, process) -> {
          if (!isIn(agreed, process)) {
            observers.put(id, new Quorum.Replica(process.directory().id, true));
          }
        });
    return new Quorum(leader, voters, observers);
  }

  /** The voters that the leader hears. */
  List<Integer> caughtUp(Map<Integer, FakeLauncher> running) {
    return running.values().stream()
        .filter(process -> isIn(agreed, process))
        .map(FakeLauncher::nodeId)
        .toList();
  }

  private static boolean isIn(Map<Integer, Voter> set, FakeLauncher process) {
    return Optional.ofNullable(set.get(process.nodeId()))
        .filter(voter -> voter.directoryId().equals(process.directory().id))
        .isPresent();
  }

  private static boolean isVoter(FakeLauncher process) {
    return isIn(voters(process), process);
  }

  private static boolean votes(FakeLauncher voter, FakeLauncher candidate) {
    return voter == candidate
        || (isIn(voters(candidate), voter)
            && endpoint(voter).equals(voters(candidate).get(voter.nodeId()).endpoint())
            && candidate.directory().votersVersion >= voter.directory().votersVersion);
  }

  private static Map<Integer, Voter> voters(FakeLauncher launcher) {
    return launcher.directory().voters;
  }

  private static String endpoint(FakeLauncher launcher) {
    return launcher.host.name + ":" + launcher.spec.ports().get(launcher.spec.ports().size() - 1);
  }

  /** The directories of a majority must be where their nodes' records say. */
  void checkMajority(int leaving, Map<Integer, String> homes) {
    if (!agreed.containsKey(leaving)) {
      return;
    }
    Map<Integer, Voter> left = new HashMap<>(agreed);
    left.entrySet()
        .removeIf(
            entry ->
                entry.getKey() == leaving
                    || !Optional.ofNullable(homes.get(entry.getKey()))
                        .map(host -> world.hosts.get(host).directory(entry.getKey()).id)
                        .filter(entry.getValue().directoryId()::equals)
                        .isPresent());
    if (2 * left.size() <= agreed.size()) {
      throw world.violation(
          "the quorum loses its majority: node %d leaves its data, of %s remain %s"
              .formatted(leaving, agreed.keySet(), left.keySet()));
    }
  }
}
