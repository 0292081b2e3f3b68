package org.kafkayarn.client.submit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.GroupWish;
import org.kafkayarn.am.spec.Revision;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.StoredSpec;
import org.kafkayarn.am.spec.TaskWish;
import org.kafkayarn.am.spec.UserError;

/**
 * What a submission will do: the spec that it leads to, what that changes in the stored one, and
 * the files that have to be there. Making one changes nothing.
 *
 * @param changed what changes, line by line; empty on the first submission too
 * @param others the archives of groups, and the archives and files of tasks
 * @param notes what an operator may not expect
 */
record Plan(
    StoredSpec target,
    Optional<StoredSpec> stored,
    List<String> changed,
    List<String> notes,
    ArchiveSource kafka,
    List<ArchiveSource> others,
    Optional<ArchiveSource> jdk) {

  /** All that the cluster's hosts must be able to fetch. */
  List<ArchiveSource> archives() {
    List<ArchiveSource> archives = new ArrayList<>(List.of(kafka));
    archives.addAll(others);
    jdk.ifPresent(archives::add);
    return archives;
  }

  boolean changesSpec() {
    return stored.filter(target::equals).isEmpty();
  }

  ClusterSpec spec() {
    return target.spec();
  }

  /** Lays the changes over what is stored, and refuses what cannot be done. */
  static Plan of(
      SpecChanges changes,
      Optional<StoredSpec> stored,
      Distribution distribution,
      UploadedFiles uploaded,
      Configuration conf)
      throws IOException {
    List<String> notes = new ArrayList<>();
    SpecChanges given = stored.map(StoredSpec::given).orElseGet(SpecChanges::none);
    given = given.overlaid(changes).settled();
    ArchiveSource kafka = kafka(changes, stored, given, distribution, uploaded, conf, notes);
    given = given.mentions(SpecKey.KAFKA) ? placed(given, SpecKey.KAFKA, kafka) : given;
    Optional<ArchiveSource> jdk = Optional.empty();
    if (given.get(SpecKey.JDK).isPresent()) {
      String named = given.get(SpecKey.JDK).get();
      jdk = Optional.of(ArchiveSource.of(ArchiveKind.JDK, named, conf, uploaded));
      given = placed(given, SpecKey.JDK, jdk.get());
    }
    List<ArchiveSource> others = new ArrayList<>();
    given = placedParts(given, uploaded, conf, others);
    String defaultKafka = kafka.place().toUri().toString();
    Revision revision = revision(given, stored, defaultKafka);
    return new Plan(revision.target(), stored, revision.lines(), notes, kafka, others, jdk);
  }

  private static Revision revision(
      SpecChanges given, Optional<StoredSpec> stored, String defaultKafka) {
    try {
      return Revision.of(given, stored, defaultKafka);
    } catch (Revision.UnderWay e) {
      throw new UserError(e.getMessage(), e);
    }
  }

  /**
   * The changes with the archives that are named in them where a submission puts them.
   *
   * @param sources gets those archives
   */
  static SpecChanges placed(
      SpecChanges changes, UploadedFiles uploaded, Configuration conf, List<ArchiveSource> sources)
      throws IOException {
    SpecChanges placed = changes;
    if (changes.get(SpecKey.KAFKA).isPresent()) {
      String named = changes.get(SpecKey.KAFKA).get();
      ArchiveSource kafka = ArchiveSource.of(ArchiveKind.KAFKA, named, conf, uploaded);
      sources.add(kafka);
      placed = placed(placed, SpecKey.KAFKA, kafka);
    }
    if (changes.get(SpecKey.JDK).isPresent()) {
      String named = changes.get(SpecKey.JDK).get();
      ArchiveSource jdk = ArchiveSource.of(ArchiveKind.JDK, named, conf, uploaded);
      sources.add(jdk);
      placed = placed(placed, SpecKey.JDK, jdk);
    }
    return placedParts(placed, uploaded, conf, sources);
  }

  /** The same for what is named by groups and tasks. */
  private static SpecChanges placedParts(
      SpecChanges changes, UploadedFiles uploaded, Configuration conf, List<ArchiveSource> sources)
      throws IOException {
    SpecChanges placed = changes;
    if (changes.get(SpecKey.GROUPS).isPresent()) {
      List<GroupWish> groups = new ArrayList<>();
      for (GroupWish group : changes.get(SpecKey.GROUPS).get()) {
        groups.add(placed(group, conf, uploaded, sources));
      }
      placed = placed.with(SpecKey.GROUPS, groups);
    }
    if (changes.get(SpecKey.TASKS).isPresent()) {
      TaskSources taskSources = new TaskSources(uploaded, conf);
      SortedMap<String, Optional<TaskWish>> tasks = new TreeMap<>(changes.get(SpecKey.TASKS).get());
      for (Map.Entry<String, Optional<TaskWish>> task : tasks.entrySet()) {
        if (task.getValue().isPresent()) {
          task.setValue(Optional.of(taskSources.placed(task.getValue().get(), sources)));
        }
      }
      placed = placed.with(SpecKey.TASKS, tasks);
    }
    return placed;
  }

  /** The group with its archive where the hosts find it. */
  private static GroupWish placed(
      GroupWish group, Configuration conf, UploadedFiles uploaded, List<ArchiveSource> sources)
      throws IOException {
    Optional<String> named = group.group().kafka();
    if (named.isEmpty()) {
      return group;
    }
    try {
      ArchiveSource source = ArchiveSource.of(ArchiveKind.KAFKA, named.get(), conf, uploaded);
      sources.add(source);
      return group.withKafka(source.place().toUri().toString());
    } catch (UserError e) {
      throw new UserError("groups: " + group.group().name() + ": " + e.getMessage(), e);
    }
  }

  private static SpecChanges placed(SpecChanges given, SpecKey<String> key, ArchiveSource source) {
    return given.with(key, source.place().toUri().toString());
  }

  /** What was named now; else what the cluster has; else what is shipped. */
  private static ArchiveSource kafka(
      SpecChanges changes,
      Optional<StoredSpec> stored,
      SpecChanges given,
      Distribution distribution,
      UploadedFiles uploaded,
      Configuration conf,
      List<String> notes)
      throws IOException {
    if (changes.get(SpecKey.KAFKA).isPresent()) {
      String named = changes.get(SpecKey.KAFKA).get();
      return ArchiveSource.of(ArchiveKind.KAFKA, named, conf, uploaded);
    }
    if (stored.isPresent() && !changes.mentions(SpecKey.KAFKA)) {
      Path kept = new Path(stored.get().spec().kafka());
      if (kept.getFileSystem(conf).exists(kept)) {
        noteOther(kept, given, distribution, notes);
        return ArchiveSource.kept(kept);
      }
      if (given.mentions(SpecKey.KAFKA)) {
        throw new UserError("kafka: " + kept + " is gone. Give it anew: -kafka FILE");
      }
      notes.add("kafka: " + kept + " is gone: the shipped one takes its place");
    }
    java.nio.file.Path shipped =
        distribution
            .kafka()
            .orElseThrow(
                () ->
                    new UserError(
                        "no Kafka archive is shipped beside kafka-yarn.jar: give one with"
                            + " -kafka FILE"));
    return ArchiveSource.local(ArchiveKind.KAFKA, shipped, uploaded);
  }

  /** A newer kafka-yarn may bring a newer Kafka: an upgrade is the operator's to order. */
  private static void noteOther(
      Path kept, SpecChanges given, Distribution distribution, List<String> notes) {
    Optional<String> shipped = distribution.kafka().map(file -> file.getFileName().toString());
    if (!given.mentions(SpecKey.KAFKA)
        && shipped.isPresent()
        && !shipped.get().equals(kept.getName())) {
      notes.add(
          "kafka: the cluster keeps %s; the shipped %s is taken with -kafka="
              .formatted(kept.getName(), shipped.get()));
    }
  }
}
