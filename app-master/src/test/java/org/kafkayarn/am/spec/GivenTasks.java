package org.kafkayarn.am.spec;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.spec.TaskSpec.After;
import org.kafkayarn.am.spec.TaskSpec.Kind;
import org.kafkayarn.am.spec.TaskSpec.LagScale;
import org.kafkayarn.am.spec.TaskSpec.Near;
import org.kafkayarn.am.spec.TaskSpec.Restart;

/** What operators may say of tasks, at random and valid. */
public final class GivenTasks {
  private static final List<String> NAMES = List.of("a", "b-1", "c.x_y", "true", "007");

  private GivenTasks() {}

  /** Up to five tasks, of which later ones may wait for earlier ones. */
  public static Arbitrary<SortedMap<String, Optional<TaskWish>>> any() {
    return one()
        .list()
        .ofMaxSize(NAMES.size())
        .map(
            given -> {
              SortedMap<String, Optional<TaskWish>> tasks = new TreeMap<>();
              for (TaskWish each : given) {
                String name = NAMES.get(tasks.size());
                tasks.put(name, Optional.of(named(each, name, tasks.size())));
              }
              return tasks;
            });
  }

  /** What it runs. */
  private record Program(
      Kind kind, String command, SortedMap<String, String> sources, Map<String, String> config) {}

  /** How it is placed. */
  private record Where(
      List<Constraint> constraints, Near near, Optional<String> label, Optional<String> group) {}

  /** When it is started and ended. */
  private record When(
      Restart restart,
      Optional<Instant> at,
      Optional<Long> free,
      Duration stop,
      Optional<LagScale> scale) {}

  private static Arbitrary<TaskWish> one() {
    return Combinators.combine(
            program(),
            where(),
            when(),
            Arbitraries.integers().between(0, 100),
            Arbitraries.integers().between(1, 4096),
            Arbitraries.integers().between(0, 3))
        .as(GivenTasks::task);
  }

  private static TaskWish task(
      Program program, Where where, When when, int instances, int memory, int revision) {
    return new TaskWish(
        new TaskSpec(
            "t",
            program.kind(),
            when.scale().map(scale -> Math.max(1, scale.min())).orElse(instances),
            program.command(),
            program.sources(),
            new TreeMap<>(Map.of("keys.jks", "hdfs:///keys")),
            memory,
            1 + instances,
            new TreeMap<>(program.config()),
            new TreeMap<>(Map.of("LEVEL", program.command())),
            when.scale().isPresent() ? Restart.ALWAYS : when.restart(),
            where.constraints(),
            where.near(),
            where.label(),
            where.group(),
            memory % 2 == 0,
            Optional.empty(),
            List.of(),
            when.free().map(mb -> new Amount(mb, (int) (mb % 3))),
            when.scale(),
            when.stop(),
            revision),
        when.at().map(StartTime.At::new));
  }

  private static Arbitrary<Program> program() {
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            GivenSpecs.text(),
            Arbitraries.of("app", "app.tgz", "x-1").set().ofMaxSize(2),
            GivenSpecs.settings())
        .as(
            (kind, command, archives, config) -> {
              SortedMap<String, String> sources = new TreeMap<>();
              archives.forEach(name -> sources.put(name, "hdfs://h:1/a=b/" + name + ".tgz"));
              return new Program(kind, command, sources, config);
            });
  }

  private static Arbitrary<Where> where() {
    return Combinators.combine(
            GivenSpecs.constraints(),
            Arbitraries.of(Near.class),
            GivenSpecs.text().optional(),
            GivenSpecs.text().optional())
        .as(Where::new);
  }

  private static Arbitrary<When> when() {
    return Combinators.combine(
            Arbitraries.of(Restart.class),
            Arbitraries.longs()
                .between(0, 4_000_000_000_000L)
                .map(Instant::ofEpochMilli)
                .optional(),
            Arbitraries.longs().between(1, 1L << 40).optional(),
            GivenSpecs.duration(),
            Combinators.combine(
                    GivenSpecs.text(),
                    Arbitraries.integers().between(1, Integer.MAX_VALUE),
                    Arbitraries.integers().between(0, 5),
                    Arbitraries.integers().between(5, 10))
                .as((group, target, min, max) -> new LagScale(group, target, min, max))
                .optional())
        .as(When::new);
  }

  private static TaskWish named(TaskWish wish, String name, int index) {
    TaskSpec task = wish.task();
    List<After> after = new ArrayList<>();
    if (index > 0) {
      after.add(new After.Task(NAMES.get(index - 1)));
      after.add(new After.Topic("t." + index));
      after.add(new After.Brokers());
    }
    return new TaskWish(
        new TaskSpec(
            name,
            task.kind(),
            task.instances(),
            task.command(),
            task.archives(),
            task.files(),
            task.memoryMb(),
            task.vcores(),
            task.config(),
            task.env(),
            task.restart(),
            task.constraints(),
            task.near(),
            task.nodeLabel(),
            task.group(),
            task.withKafka(),
            task.startAt(),
            after,
            task.minFree(),
            task.scale(),
            task.stopTimeout(),
            task.revision()),
        wish.startAt());
  }
}
