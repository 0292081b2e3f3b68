package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kafkayarn.am.spec.StartConditions.Amount;

/**
 * What the operator wants of one task: a program beside the brokers, in one or more instances. It
 * is told of the cluster by its environment and by files, and needs no library of ours.
 *
 * @param name letters, digits, {@code -}, {@code _} and {@code .}
 * @param instances how many run; with {@code scale} how many at first
 * @param command for {@code bash -c}, in the instance's working directory
 * @param archives unpacked to folders of these names in the working directory, by URI
 * @param files put there under these names, by URI; readable by the submitting user only
 * @param memoryMb memory of one instance's container, MiB
 * @param vcores vcores of one instance's container
 * @param config client settings, as in client.properties
 * @param env environment variables
 * @param restart what follows when an instance ends by itself
 * @param constraints where instances may be placed; they compare the instances of this task
 * @param near where they are placed with regard to the brokers
 * @param nodeLabel the YARN node label; absent: the queue's default
 * @param group the consumer group; absent: the cluster's name and the task's, of a {@link
 *     Kind#CONSUMER}
 * @param withKafka Kafka's own distribution is at hand: its {@code bin} on the {@code PATH}
 * @param startAt no instance is started before
 * @param after what must be there first
 * @param minFree no instance is started before the hosts have so much free
 * @param scale the number of instances follows a consumer group's lag
 * @param stopTimeout how long an instance may take to end after SIGTERM
 * @param revision grows with every restart that is ordered: an instance of an earlier one is
 *     replaced
 */
public record TaskSpec(
    String name,
    Kind kind,
    int instances,
    String command,
    SortedMap<String, String> archives,
    SortedMap<String, String> files,
    int memoryMb,
    int vcores,
    SortedMap<String, String> config,
    SortedMap<String, String> env,
    Restart restart,
    List<Constraint> constraints,
    Near near,
    Optional<String> nodeLabel,
    Optional<String> group,
    boolean withKafka,
    Optional<Instant> startAt,
    List<After> after,
    Optional<Amount> minFree,
    Optional<LagScale> scale,
    Duration stopTimeout,
    int revision) {
  public static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(30);

  /** What a task is to Kafka. */
  public enum Kind {
    PRODUCER,
    CONSUMER,
    CLIENT
  }

  /** What follows when an instance ends by itself. */
  public enum Restart {
    /** It is started again, whatever its exit code was. */
    ALWAYS,
    /** It is started again unless its exit code was 0. */
    ON_FAILURE,
    /** It stays ended. What YARN has ended (a lost host, a preemption) is started again. */
    NEVER
  }

  /** Where instances are placed with regard to the brokers. */
  public enum Near {
    ANYWHERE,
    /** On a host that has a broker, if one has room. */
    BROKERS,
    /** Never on a host that has a broker. */
    APART
  }

  /** What must be there before an instance is started. */
  public sealed interface After {
    /** Every wanted broker serves. */
    record Brokers() implements After {
      @Override
      public String toString() {
        return "brokers";
      }
    }

    /** Every instance of that task runs; those of a batch task have completed. */
    record Task(String name) implements After {
      public Task {
        requireNonNull(name);
      }

      @Override
      public String toString() {
        return "task:" + name;
      }
    }

    /** That topic is there. */
    record Topic(String name) implements After {
      public Topic {
        requireNonNull(name);
      }

      @Override
      public String toString() {
        return "topic:" + name;
      }
    }
  }

  /**
   * The number of instances follows the lag of a consumer group.
   *
   * @param group whose lag
   * @param target records of lag that one instance is thought to manage
   * @param min never fewer instances
   * @param max never more instances, and never more than the group's partitions
   */
  public record LagScale(String group, long target, int min, int max) {
    public LagScale {
      requireNonNull(group);
    }
  }

  public TaskSpec {
    requireNonNull(name);
    requireNonNull(kind);
    requireNonNull(command);
    archives = sorted(archives);
    files = sorted(files);
    config = sorted(config);
    env = sorted(env);
    requireNonNull(restart);
    constraints = List.copyOf(constraints);
    requireNonNull(near);
    requireNonNull(nodeLabel);
    requireNonNull(group);
    requireNonNull(startAt);
    after = List.copyOf(after);
    requireNonNull(minFree);
    requireNonNull(scale);
    requireNonNull(stopTimeout);
  }

  private static SortedMap<String, String> sorted(Map<String, String> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  /**
   * Equal for tasks whose instances are started alike: one that was started by another version is
   * replaced. The same in every JVM.
   */
  public int version() {
    return List.of(
            command,
            archives.toString(),
            files.toString(),
            memoryMb,
            vcores,
            config.toString(),
            env.toString(),
            withKafka,
            group.orElse(""),
            revision)
        .hashCode();
  }

  /** The same that is not started before another time. */
  TaskSpec withStartAt(Optional<Instant> time) {
    return copy(archives, files, time, revision);
  }

  /** The same as of another restart. */
  TaskSpec withRevision(int other) {
    return copy(archives, files, startAt, other);
  }

  /** The same with its archives and files elsewhere. */
  TaskSpec withSources(Map<String, String> otherArchives, Map<String, String> otherFiles) {
    return copy(otherArchives, otherFiles, startAt, revision);
  }

  private TaskSpec copy(
      Map<String, String> newArchives,
      Map<String, String> newFiles,
      Optional<Instant> time,
      int newRevision) {
    return new TaskSpec(
        name,
        kind,
        instances,
        command,
        sorted(newArchives),
        sorted(newFiles),
        memoryMb,
        vcores,
        config,
        env,
        restart,
        constraints,
        near,
        nodeLabel,
        group,
        withKafka,
        time,
        after,
        minFree,
        scale,
        stopTimeout,
        newRevision);
  }

  /** Its instances come to an end by themselves. */
  public boolean isBatch() {
    return restart != Restart.ALWAYS;
  }

  /** The consumer group that its instances are told to be in. */
  public Optional<String> groupIn(String cluster) {
    return group.or(
        () -> kind == Kind.CONSUMER ? Optional.of(cluster + "-" + name) : Optional.empty());
  }
}
