package org.kafkayarn.client.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
    assertTrue(refused("-brokers", "3").startsWith("brokers: 5 -> 3: a cluster cannot be made"));
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
