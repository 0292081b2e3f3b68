package org.kafkayarn.am.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.kafkayarn.am.spec.GivenSpecs;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.am.spec.StoredSpec;
import org.kafkayarn.am.state.DynamicKeys;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.Ledger.Beginning;
import org.kafkayarn.am.state.LeftBehind;
import org.kafkayarn.am.state.LeftBehinds;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Operations;
import org.kafkayarn.am.state.Unregistration;
import org.kafkayarn.am.state.task.TaskLedger;
import org.kafkayarn.am.state.task.TaskRecord;

/** What is written is read back equal. */
class ClusterHomeProperties {
  private Path root;
  private ClusterHome home;

  @BeforeProperty
  void prepare() throws IOException {
    root = Files.createTempDirectory("cluster-home");
    home = ClusterHome.of(ClusterHomeTest.configuration(root), "orders");
    home.prepare();
  }

  @AfterProperty
  void remove() throws IOException {
    home.fileSystem().delete(new org.apache.hadoop.fs.Path(root.toUri()), true);
  }

  @Property(tries = 100)
  void aLedgerIsReadBackEqual(@ForAll("ledgers") Ledger ledger) throws IOException {
    home.writeLedger(ledger);
    assertEquals(Optional.of(ledger), home.readLedger());
  }

  @Property(tries = 100)
  void aSpecIsReadBackEqual(@ForAll("specs") StoredSpec stored) throws IOException {
    home.writeSpec(stored);
    assertEquals(Optional.of(stored), home.readSpec());
  }

  @Provide
  Arbitrary<Ledger> ledgers() {
    return Combinators.combine(
            Arbitraries.strings(), Arbitraries.strings(), node().list().ofMaxSize(4))
        .as(
            (id, voters, nodes) -> {
              Ledger ledger =
                  new Ledger(
                      id,
                      voters,
                      new TreeMap<>(),
                      Optional.of(id),
                      new TreeMap<>(),
                      new LeftBehinds(
                          List.of(
                              new LeftBehind(1, id, List.of(voters), Instant.EPOCH, List.of(id)))),
                      Optional.of(new Beginning(id, Optional.empty(), true)),
                      new TreeMap<>(Map.of(1, id)),
                      new Operations(
                          List.of(
                              Operation.of(
                                      7,
                                      Operation.Kind.RESTART,
                                      voters,
                                      new TreeSet<>(List.of(1)),
                                      Optional.of(
                                          new Operation.Rolling(
                                              true,
                                              Operation.Unavailable.WAIT,
                                              2,
                                              Optional.of(Duration.ofSeconds(3)))),
                                      Instant.EPOCH)
                                  .touching(1)
                                  .in(Operation.Status.FAILED, id, Instant.EPOCH))),
                      new TreeSet<>(List.of(3)),
                      DynamicKeys.NONE.with("", Set.of(id)),
                      TaskLedger.NONE
                          .with(
                              TaskRecord.of(TaskLedger.FIRST_ID, id, 0, 1)
                                  .startedIn(id, voters, 2, Instant.EPOCH)
                                  .ended(1, Instant.EPOCH))
                          .scaled(id, new TaskLedger.Scaled(3, Instant.EPOCH)));
              for (NodeRecord node : nodes) {
                ledger = ledger.with(node);
              }
              return ledger;
            });
  }

  private static Arbitrary<NodeRecord> node() {
    Arbitrary<String> text = Arbitraries.strings();
    Arbitrary<Optional<Instant>> time =
        Arbitraries.longs().between(0, 4_000_000_000_000L).map(Instant::ofEpochMilli).optional();
    Arbitrary<Integer> port = Arbitraries.integers().between(0, 65_535);
    return Combinators.combine(
            Arbitraries.integers().between(0, 9),
            text,
            text.list().ofMaxSize(3),
            text.optional(),
            time,
            port,
            Arbitraries.of(true, false))
        .as(
            (id, host, dirs, container, at, anyPort, flag) ->
                new NodeRecord(
                    id,
                    flag,
                    host,
                    "/rack",
                    anyPort,
                    0,
                    1,
                    "dir",
                    flag,
                    dirs,
                    Map.of(host, "id"),
                    !flag,
                    container,
                    at,
                    at,
                    at,
                    flag,
                    !flag,
                    at,
                    2,
                    at.map(t -> new Unregistration(host, host, t, t, flag))));
  }

  @Provide
  Arbitrary<StoredSpec> specs() {
    return Combinators.combine(
            GivenSpecs.any(),
            GivenSpecs.any().optional(),
            Arbitraries.longs().between(1, Long.MAX_VALUE))
        .as(
            (given, earlier, generation) ->
                new StoredSpec(
                    given,
                    SpecRules.complete(given, generation, "hdfs:///k.tar"),
                    earlier.map(e -> SpecRules.complete(e, generation - 1, "hdfs:///o.tar"))));
  }
}
