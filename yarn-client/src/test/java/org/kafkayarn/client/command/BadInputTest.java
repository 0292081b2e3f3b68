package org.kafkayarn.client.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.records.QueueState;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input gets one clear line and exit code 2, and changes nothing. */
class BadInputTest {
  @TempDir Path directory;
  private ClientFixture client;

  @BeforeEach
  void prepare() throws IOException {
    client = new ClientFixture(directory);
  }

  /** The line; asserts that nothing happened but the telling of it. */
  private String refused(String... args) throws IOException {
    SortedMap<String, String> before = client.snapshot();
    int submitted = client.yarn.submitted.size();
    int exit = client.run(args);
    assertEquals(2, exit, client.err);
    assertEquals("", client.out);
    assertEquals(before, client.snapshot(), "the file system is as it was");
    assertEquals(submitted, client.yarn.submitted.size(), "nothing was submitted");
    return client.error();
  }

  private static String[] words(String line) {
    return line.split(" ");
  }

  static Stream<Arguments> flags() {
    return Map.ofEntries(
            Map.entry("-brokers 0", "-brokers: 0 is too few: at least 1"),
            Map.entry(
                "-controllers 2",
                "-controllers: 2 is an even number: a quorum of 2 survives the loss of no more"
                    + " voters than one of 1. Give 1 or 3"),
            Map.entry("-controllers 8", "-controllers: 8 is too many: at most 7"),
            Map.entry(
                "-voters 5",
                "voters: 5 of 3 brokers: there are not that many. Lower -voters, or raise"
                    + " -brokers"),
            Map.entry(
                "-voters 3 -controllers 3",
                "voters: 3 of the brokers, and controllers: 3 of their own are both given: one of"
                    + " them forms the quorum. Leave voters away, or give -controllers 0"),
            Map.entry(
                "-controller-heap 1g",
                "controller-heap: the brokers are the controllers, in their own containers. Leave"
                    + " controller-heap away, or give -controllers 3 too"),
            Map.entry(
                "-controllers 1 -controller-memory 20g",
                "a controller's container of 20480m is more than YARN grants: at most 8192m"
                    + " (yarn.scheduler.maximum-allocation-mb). Lower -controller-memory"),
            Map.entry("spec aply", "unknown verb: aply. Did you mean apply?"),
            Map.entry("spec get x", "unexpected: x. The options: kafka-yarn help spec get"),
            Map.entry("spec get -output text", "-output text: yaml or json"),
            Map.entry(
                "spec apply -controllers 2",
                "-controllers: 2 is an even number: a quorum of 2 survives the loss of no more"
                    + " voters than one of 1. Give 1 or 3"),
            Map.entry("spec apply -dryrun", "unknown option: -dryrun. Did you mean -dry-run?"),
            Map.entry("-brokers -3", "-brokers: -3 is too few: at least 1"),
            Map.entry("--brokers=many", "-brokers: not a whole number: many"),
            Map.entry("submit -borkers 3", "unknown option: -borkers. Did you mean -brokers?"),
            Map.entry("--data_dirs /x", "unknown option: --data_dirs. Did you mean -data-dirs?"),
            Map.entry("-brokers 3 extra", "unexpected: extra. The options: kafka-yarn help submit"),
            Map.entry("sumbit -brokers 3", "unknown verb: sumbit. Did you mean submit?"),
            Map.entry("-memory 2 -heap 1", "heap 1m is too small for Kafka: at least 128m"),
            Map.entry("-config brokers", "-config: not key=value: brokers"),
            Map.entry(
                "-config node.id=7",
                "config: cannot be set: node.id: kafka-yarn gives node ids; how many nodes:"
                    + " -brokers"),
            Map.entry(
                "-config log.dirs=/tmp", "config: cannot be set: log.dirs: use -data-dirs DIR,DIR"),
            Map.entry(
                "-ports 90-80", "-ports: Not a port range: 90-80. Give FIRST-LAST within 1-65535"),
            Map.entry(
                "-constraints hostname",
                "-constraints: not a constraint: hostname. Write ATTRIBUTE=CONDITION, as in"
                    + " hostname=unique"),
            Map.entry(
                "-constraints rack=near",
                "-constraints: not a condition: near. Use like:REGEX, unlike:REGEX, unique,"
                    + " cluster, cluster:VALUE, groupBy or groupBy:NUMBER"),
            Map.entry(
                "-constraints rack=like:[",
                "-constraints: like:[: not a regular expression: Unclosed character class"),
            Map.entry(
                "-host-wait long",
                "-host-wait: not a length of time: long. Write it as 30s, 10m, 2h or 1d, or"
                    + " forever"),
            Map.entry(
                "-rack-wait -1s",
                "-rack-wait: not a length of time: -1s. Write it as 30s, 10m, 2h or 1d, or"
                    + " forever"),
            Map.entry(
                "-failover-delay forever",
                "-failover-delay: not a length of time: forever. Write it as 30s, 10m, 2h or 1d"),
            Map.entry(
                "-failover-delay 1h", "failover-max-delay: 10m is less than failover-delay 1h"),
            Map.entry("-failover-max-tries 0", "-failover-max-tries: 0 is too few: at least 1"),
            Map.entry(
                "-failover-good-after 99999d",
                "-failover-good-after: 99999d is too long: at most 36500d"),
            Map.entry("-gang most", "-gang: neither all nor a number of nodes: most"),
            Map.entry("-gang 0", "-gang: 0 is too few: at least 1"),
            Map.entry("-gang 4", "gang: 4 is more than the cluster has: 3 nodes. Use -gang all"),
            Map.entry(
                "-gang-timeout 5m",
                "gang-timeout: there is no gang to wait for: give -gang all too"),
            Map.entry(
                "-gang all -gang-timeout 0",
                "gang-timeout: 0 leaves no time: give 10m, or leave it away for no end"),
            Map.entry(
                "-start-at tomorrow",
                "-start-at: not a time: tomorrow. Write 2026-12-01T06:00, 2026-12-01T06:00:00Z,"
                    + " 06:00 or +30m"),
            Map.entry(
                "-min-free 64g",
                "-min-free: not an amount: 64g. Write memory=64g,vcores=16, or one of the two"),
            Map.entry(
                "-min-free memory=25g",
                "min-free: 25600m of memory is more than the 3 NodeManagers that run have together:"
                    + " 24576m"),
            Map.entry(
                "-min-free vcores=25",
                "min-free: 25 vcores are more than the 3 NodeManagers that run have together: 24"),
            Map.entry(
                "-reservation r7",
                "-reservation: not a reservation's id: r7. YARN writes it as"
                    + " reservation_1700000000000_0001"),
            Map.entry(
                "-constraints rack=like:/r9",
                "constraints: node 0 of group brokers can be on none of the 3 hosts that run:"
                    + " rack=like:/r9 (rack is /r1): host1, host2; rack=like:/r9 (rack is /r2):"
                    + " host3"),
            Map.entry(
                "-constraints disk=like:ssd",
                "constraints: node 0 of group brokers can be on none of the 3 hosts that run:"
                    + " disk=like:ssd (no attribute disk): host1, host2, host3"),
            Map.entry(
                "-constraints label=like:gpu",
                "constraints: node 0 of group brokers can be on none of the 3 hosts that run:"
                    + " label=like:gpu (label is empty): host1, host2, host3"),
            Map.entry(
                "-constraints hostname=like:x.*",
                "constraints: node 0 of group brokers can be on none of the 3 hosts that run:"
                    + " hostname=like:x.*: host1, host2, host3"),
            Map.entry(
                "-brokers 4 -constraints hostname=unique",
                "constraints: hostname=unique needs 4 hosts for the nodes, 3 fit. 3 NodeManagers"
                    + " run; the nodes could be at host1, host2, host3"),
            Map.entry(
                "-constraints rack=groupBy:3",
                "constraints: rack=groupBy:3 needs 3 racks for the nodes, 2 fit. 3 NodeManagers"
                    + " run; the nodes could be at /r1, /r2"),
            Map.entry("-timeout soon", "-timeout: not a duration: soon. Write 90s, 5m or 2h"),
            Map.entry("-output xml", "-output xml: text or json"),
            Map.entry("-spec none.yaml", "-spec none.yaml: there is no such file"),
            Map.entry("-server-properties none", "-server-properties none: there is no such file"),
            Map.entry(
                "-name a/b",
                "Not a cluster name: \"a/b\". Use 1 to 63 letters, digits, dots, dashes and"
                    + " underscores, a letter or digit first"),
            Map.entry("-kafka /no/such.tgz", "-kafka /no/such.tgz: there is no such file"),
            Map.entry(
                "-kafka nosuch:/k.tgz",
                "-kafka nosuch:/k.tgz: No FileSystem for scheme \"nosuch\""))
        .entrySet()
        .stream()
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest
  @MethodSource("flags")
  void aWrongFlagGetsItsLine(String flags, String line) throws IOException {
    assertEquals(line, refused(words(flags)));
  }

  @Test
  void memoryBelowHeapIsToldWithTheNumbers() throws IOException {
    String line = refused("-memory", "1g", "-heap", "2g");
    assertTrue(line.startsWith("memory 1024m does not hold heap 2048m: at least "), line);
  }

  @Test
  void anUnknownKeyOfASpecIsToldWithTheNearest() throws IOException {
    Path file = Files.writeString(directory.resolve("k.yaml"), "brokers: 3\nmemry: 2g\n");
    assertEquals(
        file + ": unknown key: memry. Did you mean memory?", refused("-spec", file.toString()));
  }

  private String refusedSpec(String yaml) throws IOException {
    Path file = Files.writeString(directory.resolve("k.yaml"), yaml);
    return refused("-spec", file.toString()).replace(file.toString(), "FILE");
  }

  @Test
  void aMistakeInAGroupIsToldWithItsName() throws IOException {
    assertEquals(
        "FILE: groups: fast: unknown key: memry. Did you mean memory?",
        refusedSpec("groups: [{name: fast, count: 3, memry: 2g}]"));
    assertEquals(
        "groups: node 2 is in a and in b: an id belongs to one group",
        refusedSpec("groups: [{name: a, ids: 0-2}, {name: b, ids: 2-4}]"));
    assertEquals(
        "brokers and groups are both given: the groups say how many nodes there are. Leave brokers"
            + " away",
        refusedSpec("brokers: 3\ngroups: [{name: a, count: 3}]"));
    assertEquals(
        "groups: a: -kafka /no/such.tgz: there is no such file",
        refusedSpec("groups: [{name: a, count: 3, kafka: /no/such.tgz}]"));
    assertEquals(
        "nodes: there is no node 7: the cluster has 0-2",
        refusedSpec("nodes: {7: {constraints: hostname=unique}}"));
    assertEquals(
        "a container of group big of 20480m is more than YARN grants: at most 8192m"
            + " (yarn.scheduler.maximum-allocation-mb). Lower its memory",
        refusedSpec("groups: [{name: a, count: 3}, {name: big, count: 1, memory: 20g}]"));
    assertEquals(
        "-node-label ssd: none of the 3 NodeManagers that run has it",
        refusedSpec("groups: [{name: a, count: 3}, {name: b, count: 1, node-label: ssd}]"));
  }

  @Test
  void constraintsThatOnlyAllNodesTogetherBreakAreRefused() throws IOException {
    assertEquals(
        "constraints: rack=unique needs 3 racks for the nodes of group b, 2 fit. 3 NodeManagers"
            + " run; the nodes could be at /r1, /r2",
        refusedSpec(
            "groups: [{name: a, count: 3}, {name: b, count: 3, constraints: rack=unique}]"));
    assertEquals(
        "constraints: hostname=unique needs 3 hosts for the nodes, 2 fit. 3 NodeManagers run; the"
            + " nodes could be at host1, host2, host3",
        refusedSpec(
            """
            constraints: hostname=unique
            nodes:
              0: {constraints: 'hostname=like:host1'}
              1: {constraints: 'hostname=like:host1'}
            """));
    assertEquals(
        "constraints: rack=cluster: none of the racks fits all nodes. 3 NodeManagers run; the nodes"
            + " could be at /r1, /r2",
        refusedSpec(
            """
            constraints: rack=cluster
            nodes:
              0: {constraints: 'hostname=like:host1'}
              1: {constraints: 'hostname=like:host3'}
            """));
    // What one after another, each on the first host, would not find.
    String possible =
        """
        constraints: hostname=unique
        nodes:
          2: {constraints: 'hostname=like:host1'}
          1: {constraints: 'hostname=like:host[12]'}
        """;
    Path file = Files.writeString(directory.resolve("k.yaml"), possible);
    assertEquals(0, client.run("-spec", file.toString()), () -> client.err);
  }

  @Test
  void ofManyHostsOnlySomeAreNamed() throws IOException {
    for (int i = 4; i <= 8; i++) {
      client.yarn.nodes.add(FakeYarn.node("host" + i, "/r2"));
    }
    assertEquals(
        "constraints: node 0 of group brokers can be on none of the 8 hosts that run: disk=like:ssd"
            + " (no attribute disk): host1, host2, host3, host4, host5 and 3 more",
        refused("-constraints", "disk=like:ssd"));
  }

  @Test
  void whatIsComparedWithStoredValuesIsToldWithThem() throws IOException {
    assertEquals(0, client.run("-brokers", "5", "-gang", "all"), client.err);
    assertEquals(0, client.run("-gang", "5"), client.err);
    assertEquals(0, client.run("-gang-timeout", "5m"), client.err);
    assertEquals(
        "gang: 6 is more than the cluster has: 5 nodes. Use -gang all", refused("-gang", "6"));
    assertTrue(refused("-gang=").startsWith("gang-timeout: there is no gang"));
  }

  @Test
  void anArchiveThatIsNotKafkaIsRefused() throws IOException {
    Path other = ClientFixture.tar(directory.resolve("other.tgz"), "hadoop/lib/common.jar");
    assertEquals(
        "-kafka " + other + ": not a Kafka distribution (no libs/kafka_2.13-VERSION.jar in it)",
        refused("-kafka", other.toString()));
    Path text = Files.writeString(directory.resolve("text.tgz"), "not an archive at all");
    assertEquals(
        "-kafka " + text + ": a broken archive: Not in GZIP format",
        refused("-kafka", text.toString()));
    Path jar = Files.writeString(directory.resolve("kafka.jar"), "x");
    assertEquals(
        "-kafka kafka.jar: not an archive that YARN unpacks: .tgz, .tar.gz, .tar or .zip",
        refused("-kafka", jar.toString()));
    assertEquals(
        "-kafka " + directory + ": a directory; give the archive",
        refused("-kafka", directory.toString()));
  }

  @Test
  void anArchiveThatIsCutOffIsRefused() throws IOException {
    for (String name : List.of("cut.tar", "cut.tgz")) {
      Path whole =
          ClientFixture.tar(directory.resolve(name), ClientFixture.KAFKA_JAR, "k/libs/z.jar");
      assertEquals(0, client.run("-kafka", whole.toString(), "-dry-run"), client.err);
      byte[] content = Files.readAllBytes(whole);
      for (int length : new int[] {content.length / 2, content.length / 4 * 3}) {
        Path cut = Files.write(whole, Arrays.copyOf(content, length));
        String line = refused("-kafka", cut.toString());
        assertTrue(line.startsWith("-kafka " + cut + ": a broken archive: "), line);
        assertFalse(line.endsWith("null"), line);
      }
    }
  }

  @Test
  void aQueueThatDoesNotExistIsRefused() throws IOException {
    assertEquals(
        "-queue prd: there is no such queue. Did you mean prod? There are: default, prod",
        refused("-queue", "prd"));
  }

  @Test
  void aQueueThatRunsNothingIsRefused() throws IOException {
    client.yarn.children.add(FakeYarn.openQueue("prod.kafka"));
    assertEquals(
        "-queue prod: applications cannot run in it, only in a queue below it: prod.kafka",
        refused("-queue", "prod"));
    client.yarn.children.clear();
    client.yarn.queues.get(1).setQueueState(QueueState.STOPPED);
    assertEquals("-queue prod is STOPPED: it takes no application", refused("-queue", "prod"));
  }

  @Test
  void aContainerThatCanNeverBeGrantedIsRefused() throws IOException {
    String line = refused("-memory", "20g");
    assertTrue(
        line.startsWith("a node's container of 20480m is more than YARN grants: at most 8192m"),
        line);
    client.yarn.most = Resource.newInstance(32_768, 4);
    line = refused("-memory", "20g");
    assertTrue(line.startsWith("a container of 20480m fits on none of the 3 NodeManagers"), line);
    line = refused("-vcores", "5");
    assertTrue(line.startsWith("a node's container of 5 vcores is more than YARN grants"), line);
    line = refused("-am-memory", "9g");
    assertTrue(line.endsWith("Lower -am-memory"), line);
    line = refused("-node-label", "ssd");
    assertEquals("-node-label ssd: none of the 3 NodeManagers that run has it", line);
  }

  @Test
  void aNameThatIsLiveAlreadyIsRefusedWithItsApplication() throws IOException {
    client.yarn.applications.add(FakeYarn.report("orders", YarnApplicationState.ACCEPTED));
    assertEquals(
        "cluster orders is live already: "
            + FakeYarn.ID
            + " (ACCEPTED). Stop it first: kafka-yarn stop -name orders",
        refused("-name", "orders"));
    client.yarn.applications.clear();
    client.yarn.applications.add(FakeYarn.report("orders", YarnApplicationState.KILLED));
    assertEquals(0, client.run("-name", "orders"), client.err);
  }

  @Test
  void withoutAHadoopConfigurationItSaysWhereItLooks() throws IOException {
    client.conf.unset(YarnConfiguration.RM_HOSTNAME);
    for (String verb : new String[] {"submit", "status", "stop", "client-config"}) {
      assertEquals(
          "no Hadoop configuration found (no yarn-site.xml): set HADOOP_CONF_DIR to the directory"
              + " that holds core-site.xml and yarn-site.xml. Without a cluster: kafka-yarn local",
          refused(verb));
    }
    assertEquals(0, client.run("-Dyarn.resourcemanager.address=rm:8032"), client.err);
  }

  @Test
  void aKerberosClusterIsRefused() throws IOException {
    client.conf.set("hadoop.security.authentication", "kerberos");
    assertTrue(refused("submit").startsWith("this Hadoop cluster uses Kerberos"));
    assertTrue(
        refused("-D", "hadoop.security.authentication=KERBEROS", "-brokers", "3")
            .startsWith("this Hadoop cluster uses Kerberos"));
  }

  @Test
  void aHomeThatCannotBeWrittenIsRefused() throws IOException {
    Files.createDirectories(client.homes);
    Files.setPosixFilePermissions(client.homes, PosixFilePermissions.fromString("r-x------"));
    String line = refused("-brokers", "3");
    assertTrue(line.startsWith("the cluster's home file:" + client.homes), line);
    assertTrue(line.contains(" cannot be written: "), line);
    assertTrue(line.contains("-D kafka-yarn.home=DIRECTORY"), line);
    assertEquals(line, refused("-brokers", "3", "-dry-run"));
    Files.setPosixFilePermissions(client.homes, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aResourceManagerThatDoesNotAnswerIsTold() throws IOException {
    client.yarn.unreachable =
        Optional.of(new ConnectException("Connection refused; For more details see: x"));
    assertEquals(1, client.run("-brokers", "3"));
    assertEquals(
        "the ResourceManager at rm:8032 does not answer: Connection refused. Is it running, and is"
            + " HADOOP_CONF_DIR the configuration of the right cluster?",
        client.error());
    assertTrue(client.snapshot().isEmpty());
  }

  @Test
  void whatIsRefusedForNowChangesNothingOfAStoredCluster() throws IOException {
    assertEquals(0, client.run("-brokers", "5", "-data-dirs", "/d1"), client.err);
    assertTrue(
        refused("-brokers", "3")
            .startsWith("brokers: 5 -> 3: their replicas have to go elsewhere"));
    assertTrue(refused("-data-dirs", "/d1,/d2").startsWith("data-dirs: /d1 -> /d1,/d2: "));
    assertTrue(refused("-data-dirs=").startsWith("data-dirs: /d1 -> (default): "));
  }

  @Test
  void aDistributionWithoutKafkaSaysSo() throws IOException {
    Files.delete(client.distribution.resolve("kafka").resolve("kafka_2.13-4.3.1.tar"));
    assertEquals(
        "no Kafka archive is shipped beside kafka-yarn.jar: give one with -kafka FILE",
        refused("-brokers", "3"));
  }

  @Test
  void aTraceIsOnlyShownWhenItIsAskedFor() {
    assertEquals(2, client.run("-brokers", "0", "-verbose"));
    assertTrue(client.err.contains("UserError"), client.err);
    assertTrue(client.err.contains("\tat "), client.err);
  }
}
