package org.kafkayarn.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kafkayarn.launcher.DirectoryGuard.Found;
import org.kafkayarn.launcher.DirectoryGuard.Outcome;
import org.kafkayarn.launcher.DirectoryGuard.Verdict;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.LauncherState.Condition;

/**
 * Finds the data directories of a start: locks those that are there, has the guard judge each, and
 * does what it says. A directory that is away is left out as long as another one holds data of the
 * node; nothing is written before all are judged.
 */
final class DirectorySearch {
  /** A launcher on the same host that is being killed needs a moment. */
  private static final Duration LOCK_WAIT = Duration.ofSeconds(5);

  private final DirectoryLocks locks = new DirectoryLocks();
  private final Orphans orphans;

  DirectorySearch(Orphans orphans) {
    this.orphans = orphans;
  }

  /** All that one search has learned. */
  private static final class Findings {
    private final Map<Path, DataDirectory> present = new LinkedHashMap<>();
    private final Map<Path, Found> found = new LinkedHashMap<>();
    private final Map<Path, Verdict> verdicts = new LinkedHashMap<>();
    private final Map<Path, DataDirectories.Offline> offline = new LinkedHashMap<>();
    private final List<String> setAside = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private Optional<LaunchFailure> firstLoss = Optional.empty();

    void isOffline(Path path, Condition condition, LaunchFailure why) {
      firstLoss = firstLoss.or(() -> Optional.of(why));
      offline.put(path, new DataDirectories.Offline(path, condition, why.getMessage()));
      present.remove(path);
    }
  }

  DataDirectories open(LaunchSpec spec, List<Path> paths) throws LaunchFailure {
    Findings findings = new Findings();
    Deadline wait = Deadline.in(LOCK_WAIT);
    for (Path path : paths) {
      lookAt(spec, path, wait, findings);
    }
    judge(spec, findings);
    if (findings.present.isEmpty()) {
      throw findings.firstLoss.orElseThrow();
    }
    findings.offline.values().forEach(away -> findings.warnings.add(away.reason()));
    // Before any directory changes its name under such a process.
    findings.warnings.addAll(orphans.end(List.copyOf(findings.present.values())));
    setAside(spec, wait, findings);
    DataDirectory metadata = metadata(spec, List.copyOf(findings.present.values()));
    for (DataDirectory other : findings.present.values()) {
      if (other != metadata && other.hasMetadataLog()) {
        findings.warnings.add(
            "the old metadata log of "
                + other.path()
                + " is now "
                + other.setMetadataLogAside()
                + ": it is kept in "
                + metadata.path());
      }
    }
    return new DataDirectories(
        paths,
        findings.present,
        findings.offline,
        metadata,
        findings.verdicts.values().stream().anyMatch(DirectorySearch::isFormatted),
        findings.setAside,
        findings.warnings);
  }

  private static boolean isFormatted(Verdict verdict) {
    return verdict.outcome() == Outcome.FORMAT || verdict.outcome() == Outcome.SET_ASIDE;
  }

  /** Only where data is expected can a directory be away: on a first start, all must be usable. */
  private void lookAt(LaunchSpec spec, Path path, Deadline wait, Findings findings)
      throws LaunchFailure {
    try {
      DataDirectory.ensure(path, spec.dataExpected());
      Found found = DataDirectory.look(path);
      if (found.meta().isEmpty() && found.nameless().isEmpty() && spec.dataExpected()) {
        // The bare mount point of a disk that is away: not even a lock is put there.
        findings.found.put(path, found);
        return;
      }
      DataDirectory directory = locks.lock(path, spec.controlPort(), wait);
      if (findings.present.values().stream().anyMatch(directory::isSameAs)) {
        throw DirectoryLocks.namedTwice(path);
      }
      findings.present.put(path, directory);
      // Once more: until it was locked another process could change it.
      findings.found.put(path, DataDirectory.look(path));
    } catch (LaunchFailure e) {
      Optional<Condition> condition = conditionOf(e);
      if (!spec.dataExpected() || condition.isEmpty()) {
        throw e;
      }
      findings.isOffline(path, condition.get(), e);
    }
  }

  private static Optional<Condition> conditionOf(LaunchFailure e) {
    return switch (e.failure()) {
      case DATA_MISSING -> Optional.of(Condition.MISSING);
      case DATA_UNWRITABLE -> Optional.of(Condition.UNWRITABLE);
      default -> Optional.empty();
    };
  }

  private static void judge(LaunchSpec spec, Findings findings) throws LaunchFailure {
    Set<String> ids = new LinkedHashSet<>();
    findings.found.values().forEach(found -> found.directoryId().ifPresent(ids::add));
    DirectoryGuard guard = new DirectoryGuard(spec, ids);
    for (Found found : findings.found.values()) {
      Verdict verdict = guard.judge(found);
      System.err.println("launcher: " + verdict.line());
      if (verdict.outcome() == Outcome.MISSING) {
        findings.isOffline(
            found.path(),
            Condition.MISSING,
            new LaunchFailure(FailureClass.DATA_MISSING, verdict.line()));
      } else {
        findings.verdicts.put(found.path(), verdict);
      }
    }
  }

  private void setAside(LaunchSpec spec, Deadline wait, Findings findings) throws LaunchFailure {
    for (Map.Entry<Path, Verdict> judged : findings.verdicts.entrySet()) {
      if (judged.getValue().outcome() == Outcome.SET_ASIDE) {
        Path path = judged.getKey();
        String id = findings.found.get(path).directoryId().orElseThrow();
        String aside = findings.present.get(path).setAside(id).toString();
        findings.setAside.add(aside);
        findings.warnings.add(judged.getValue().line() + ": it is set aside as " + aside);
        findings.present.put(path, locks.lock(path, spec.controlPort(), wait));
      }
    }
  }

  /** Where the ledger wants the metadata log; else where one is; else the first there is. */
  private static DataDirectory metadata(LaunchSpec spec, List<DataDirectory> present) {
    return spec.metadataDirectory()
        .flatMap(
            id -> present.stream().filter(d -> d.directoryId().equals(Optional.of(id))).findFirst())
        .or(() -> present.stream().filter(DataDirectory::hasMetadataLog).findFirst())
        .orElse(present.get(0));
  }
}
