package org.kafkayarn.am.recovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.kafkayarn.am.control.LauncherCalls;
import org.kafkayarn.am.state.Offline;
import org.kafkayarn.am.state.Offline.Survivor;
import org.kafkayarn.launcher.contract.ControlProtocol;
import org.kafkayarn.launcher.contract.LogEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what is left of partitions without a leader: asks the launchers of all live nodes that have
 * a copy where it ends. Blocks; any thread.
 */
public final class Survivors implements UnaryOperator<Offline> {
  private static final Logger LOG = LoggerFactory.getLogger(Survivors.class);
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** The status does not wait for a launcher that hangs: others wait for it. */
  private static final Duration STATUS_PATIENCE = Duration.ofSeconds(3);

  /** A log without a leader does not grow, but a node may come and go. */
  private static final Duration GOOD_FOR = Duration.ofSeconds(30);

  private record Known(List<Offline.Partition> of, Offline answer, long at) {}

  private final LauncherCalls launchers;

  // Of the one thread that applies it.
  private Optional<Known> last = Optional.empty();

  public Survivors(LauncherCalls launchers) {
    this.launchers = launchers;
  }

  /** For the status: the same question is not asked again for a while. One thread. */
  @Override
  public Offline apply(Offline offline) {
    if (offline.count() == 0) {
      last = Optional.empty();
      return offline;
    }
    if (last.filter(known -> known.of().equals(offline.partitions()))
        .filter(known -> System.nanoTime() - known.at() < GOOD_FOR.toNanos())
        .isPresent()) {
      return new Offline(offline.count(), last.get().answer().partitions());
    }
    Offline answer = new Offline(offline.count(), find(offline.partitions(), STATUS_PATIENCE));
    last = Optional.of(new Known(offline.partitions(), answer, System.nanoTime()));
    return answer;
  }

  /** The same partitions, with what survives of each. */
  List<Offline.Partition> find(List<Offline.Partition> partitions) {
    return find(partitions, PATIENCE);
  }

  private List<Offline.Partition> find(List<Offline.Partition> partitions, Duration patience) {
    Map<String, List<Survivor>> found = new HashMap<>();
    List<CompletableFuture<Map<String, Survivor>>> answers = new ArrayList<>();
    byNode(partitions)
        .forEach(
            (node, names) -> {
              for (int from = 0; from < names.size(); from += ControlProtocol.MAX_PARTITIONS) {
                List<String> some =
                    names.subList(
                        from, Math.min(names.size(), from + ControlProtocol.MAX_PARTITIONS));
                answers.add(ask(node, some, patience));
              }
            });
    for (CompletableFuture<Map<String, Survivor>> answer : answers) {
      answer
          .join()
          .forEach((name, one) -> found.computeIfAbsent(name, n -> new ArrayList<>()).add(one));
    }
    return partitions.stream()
        .map(partition -> partition.with(found.getOrDefault(partition.name(), List.of())))
        .toList();
  }

  private Map<Integer, List<String>> byNode(List<Offline.Partition> partitions) {
    Map<Integer, List<String>> names = new TreeMap<>();
    for (Offline.Partition partition : partitions) {
      for (int node : partition.replicas()) {
        if (launchers.nodes().contains(node)) {
          names.computeIfAbsent(node, n -> new ArrayList<>()).add(partition.name());
        }
      }
    }
    return names;
  }

  private CompletableFuture<Map<String, Survivor>> ask(
      int node, List<String> names, Duration patience) {
    return launchers
        .logEnds(node, names)
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (ends, error) -> {
              if (error != null) {
                LOG.warn("Where logs end on node {} cannot be read: {}", node, error.toString());
                return Map.of();
              }
              return survivors(node, ends);
            });
  }

  /** A partition that is being moved between disks is there twice: the longer one counts. */
  private static Map<String, Survivor> survivors(int node, List<LogEnd> ends) {
    Map<String, Survivor> survivors = new LinkedHashMap<>();
    for (LogEnd end : ends) {
      Survivor survivor = new Survivor(node, end.endOffset(), end.lastEpoch(), end.highWatermark());
      survivors.merge(
          end.topic() + "-" + end.partition(),
          survivor,
          (one, other) -> one.endOffset() >= other.endOffset() ? one : other);
    }
    return survivors;
  }
}
