package org.kafkayarn.launcher;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.kafkayarn.launcher.contract.LauncherState.Disk;

/**
 * Looks at the disks of the data again and again, and keeps what is worth telling. All of it runs
 * on the supervisor's thread but the looks, which a dying disk may hold up: one at a time.
 */
final class DiskPatrol {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final ScheduledExecutorService loop;
  private final Executor io;
  private final Supplier<Optional<DiskWatch.Watched>> watched;
  private final Runnable news;
  private List<Disk> disks = List.of();
  private boolean looking;

  /**
   * @param watched what to look at now; empty: nothing
   * @param news there is something to tell
   */
  DiskPatrol(
      ScheduledExecutorService loop,
      Executor io,
      Supplier<Optional<DiskWatch.Watched>> watched,
      Runnable news) {
    this.loop = loop;
    this.io = io;
    this.watched = watched;
    this.news = news;
  }

  void begin() {
    look();
    Object unused = loop.schedule(this::begin, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  List<Disk> disks() {
    return disks;
  }

  /** What was seen before is not true any more. */
  void forget() {
    disks = List.of();
  }

  void look() {
    Optional<DiskWatch.Watched> now = watched.get();
    if (looking || now.isEmpty()) {
      return;
    }
    looking = true;
    Object unused =
        CompletableFuture.supplyAsync(() -> DiskWatch.look(now.get()), io)
            .whenCompleteAsync((seen, error) -> seen(now.get(), seen), loop);
  }

  private void seen(DiskWatch.Watched asked, List<Disk> seen) {
    looking = false;
    if (!watched.get().equals(Optional.of(asked))) {
      look();
    } else if (seen != null && DiskWatch.isNews(disks, seen)) {
      disks = seen;
      news.run();
    }
  }
}
