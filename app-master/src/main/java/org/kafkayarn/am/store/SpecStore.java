package org.kafkayarn.am.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.SizeChecks;
import org.kafkayarn.am.plan.VersionChecks;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.Revision;
import org.kafkayarn.am.spec.RunningChange;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecCheck;
import org.kafkayarn.am.spec.StoredSpec;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Operation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the spec of the running cluster: one change after the other on a thread of its own, each
 * in the cluster's home before anybody acts on it, for as long as this attempt is the cluster's
 * current one.
 */
public final class SpecStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpecStore.class);

  private final ClusterHome home;
  private final long epoch;
  private final SpecCheck check;
  private final Consumer<ClusterSpec> changed;
  private final Consumer<Throwable> faults;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "spec-writer");
            thread.setDaemon(true);
            return thread;
          });

  /** Changed by the writer's thread only. */
  private volatile StoredSpec stored;

  /** What the loop believes; empty before its first turn. */
  private volatile Optional<ClusterState> last = Optional.empty();

  /**
   * @param stored what the home holds
   * @param check is asked before a change is made, and before it is said that it could be
   * @param changed is told what is to run from now on, in order, once the home holds it
   */
  public SpecStore(
      ClusterHome home,
      long epoch,
      StoredSpec stored,
      SpecCheck check,
      Consumer<ClusterSpec> changed,
      Consumer<Throwable> faults) {
    this.home = home;
    this.epoch = epoch;
    this.stored = stored;
    this.check = check;
    this.changed = changed;
    this.faults = faults;
  }

  /**
   * What has become of a change.
   *
   * @param generation of the spec that is stored now; of that which would be, for a dry run
   * @param lines what changes, line by line
   */
  public record Outcome(long generation, List<String> lines) {
    public Outcome {
      lines = List.copyOf(lines);
    }
  }

  public StoredSpec current() {
    return stored;
  }

  /**
   * Fails with a {@link UserError} when the change cannot be made, with {@link Revision.UnderWay}
   * when it cannot be made now, and with an {@link IOException} when the home cannot be written.
   */
  public CompletableFuture<Outcome> change(SpecChanges changes, boolean dryRun) {
    return change(held -> changes, dryRun);
  }

  /**
   * The same.
   *
   * @param changes what is to change in what is stored then
   */
  public CompletableFuture<Outcome> change(
      Function<StoredSpec, SpecChanges> changes, boolean dryRun) {
    return onWriter(() -> become(RunningChange.of(changes.apply(stored), stored), dryRun));
  }

  /**
   * Goes back to a former spec, as one change: its values become those that are given.
   *
   * @param to its number; empty: the one before the current one
   */
  public CompletableFuture<Outcome> rollBack(OptionalLong to, boolean dryRun) {
    return onWriter(() -> become(RunningChange.back(former(to), stored), dryRun));
  }

  /** The last specs, the newest first; the first is the current one. */
  public CompletableFuture<List<SpecHistory.Entry>> history() {
    return onWriter(() -> home.history().upTo(stored.spec().generation()));
  }

  private StoredSpec former(OptionalLong to) throws IOException {
    long current = stored.spec().generation();
    List<SpecHistory.Entry> kept = new ArrayList<>(home.history().upTo(current));
    kept.removeIf(entry -> entry.number() == current);
    if (kept.isEmpty()) {
      throw new UserError(
          "to: no specification before number %d is kept: change it with kafka-yarn spec apply"
              .formatted(current));
    }
    return kept.stream()
        .filter(entry -> to.isEmpty() || entry.number() == to.getAsLong())
        .findFirst()
        .map(SpecHistory.Entry::stored)
        .orElseThrow(
            () ->
                new UserError(
                    to.getAsLong() == current
                        ? "to: %d is the current specification".formatted(current)
                        : "to: specification %d is not kept; those that are: %s"
                            .formatted(to.getAsLong(), numbers(kept))));
  }

  private static String numbers(List<SpecHistory.Entry> kept) {
    return kept.stream()
        .map(entry -> Long.toString(entry.number()))
        .collect(Collectors.joining(", "));
  }

  /** Something that the writer's thread does. */
  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> CompletableFuture<T> onWriter(Work<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    writer.execute(
        () -> {
          try {
            result.complete(work.run());
          } catch (RuntimeException | IOException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  private Outcome become(Revision revision, boolean dryRun) throws IOException {
    StoredSpec target = revision.target();
    if (!revision.lines().isEmpty()) {
      Optional<String> refusal =
          last.flatMap(
              state ->
                  SizeChecks.refusal(state, target.spec())
                      .or(() -> VersionChecks.refusal(state, target.spec())));
      if (refusal.isPresent()) {
        throw new UserError(refusal.get());
      }
      askTheCluster(target.spec());
    }
    if (!dryRun && !target.equals(stored)) {
      write(target);
      if (!revision.lines().isEmpty()) {
        changed.accept(target.running());
      }
    }
    return new Outcome(target.spec().generation(), revision.lines());
  }

  private void askTheCluster(ClusterSpec wanted) throws IOException {
    Optional<String> refusal;
    try {
      refusal = check.refusal(stored.spec(), wanted);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("the ApplicationMaster ends").initCause(e);
    }
    if (refusal.isPresent()) {
      throw new UserError(refusal.get());
    }
  }

  private void write(StoredSpec target) throws IOException {
    if (!home.epochs().isCurrent(epoch)) {
      IllegalStateException replaced =
          new IllegalStateException(
              "another ApplicationMaster has taken over this cluster; this one changes nothing");
      faults.accept(replaced);
      throw new IOException(replaced.getMessage(), replaced);
    }
    home.writeSpec(target);
    stored = target;
  }

  /**
   * Forgets the spec before the current one as soon as none of its nodes has yet to leave, and the
   * ledger that says so is safe.
   */
  public void follow(Snapshot snapshot) {
    last = Optional.of(snapshot.state());
    ClusterSpec runs = snapshot.state().spec();
    boolean allLeft = runs.retiring().isEmpty() && snapshot.state().isSaved();
    if (allLeft && stored.before().isPresent()) {
      writer.execute(() -> forgetBefore(runs.generation()));
    }
    snapshot
        .state()
        .saving()
        .saved()
        .ifPresent(
            ledger ->
                ledger
                    .operations()
                    .running()
                    .filter(operation -> operation.stage() == Operation.Stage.LEAVING)
                    .map(Operation::nodes)
                    .filter(
                        leaving ->
                            leaving.stream().anyMatch(id -> stored.spec().nodes().containsKey(id)))
                    .forEach(leaving -> writer.execute(() -> remove(leaving))));
  }

  /** Brokers that hold no replica any more; a home that cannot be written now is tried again. */
  private void remove(SortedSet<Integer> leaving) {
    SortedSet<Integer> still = new TreeSet<>(leaving);
    still.retainAll(stored.spec().nodes().keySet());
    if (still.isEmpty()) {
      return;
    }
    try {
      StoredSpec target = RunningChange.without(still, stored).target();
      write(target);
      changed.accept(target.running());
    } catch (IOException | UserError | Revision.UnderWay e) {
      LOG.warn("Brokers {} cannot leave yet: {}", still, e.getMessage());
    }
  }

  /** A home that cannot be written now is tried again at the next turn. */
  private void forgetBefore(long generation) {
    if (stored.before().isEmpty() || stored.spec().generation() != generation) {
      return;
    }
    try {
      write(stored.retired());
    } catch (IOException e) {
      LOG.warn("The spec cannot be written: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    writer.shutdownNow();
  }
}
