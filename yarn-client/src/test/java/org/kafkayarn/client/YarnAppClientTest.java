package org.kafkayarn.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.client.api.AppAdminClient;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.junit.jupiter.api.Test;

class YarnAppClientTest {
  private final List<String> ran = new ArrayList<>();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private int exitCode;
  private String said = "";

  private YarnAppClient client() {
    return client(new Configuration(false));
  }

  private YarnAppClient client(Configuration conf) {
    YarnAppClient client =
        new YarnAppClient(
            new YarnAppClient.Program() {
              @Override
              public int run(List<String> arguments) {
                ran.add(String.join(" ", arguments));
                return exitCode;
              }

              @Override
              public YarnAppClient.Answer ask(List<String> arguments) {
                ran.add(String.join(" ", arguments));
                return new YarnAppClient.Answer(exitCode, said);
              }
            },
            new PrintStream(errors, true, UTF_8));
    client.init(conf);
    client.start();
    return client;
  }

  private String error() {
    List<String> lines = errors.toString(UTF_8).lines().toList();
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).startsWith("Error: "), lines.get(0));
    return lines.get(0);
  }

  @Test
  void hadoopFindsItByItsConfiguration() {
    Configuration conf = new Configuration(false);
    conf.set("yarn.application.admin.client.class.kafka", YarnAppClient.class.getName());
    assertInstanceOf(YarnAppClient.class, AppAdminClient.createAppAdminClient("kafka", conf));
  }

  /** A method that this Hadoop has and ours lacks would fail only when somebody calls it. */
  @Test
  void nothingOfTheAbstractClassIsLeftOpen() throws Exception {
    for (Method method : AppAdminClient.class.getDeclaredMethods()) {
      if (Modifier.isAbstract(method.getModifiers())) {
        Method ours = YarnAppClient.class.getMethod(method.getName(), method.getParameterTypes());
        assertEquals(YarnAppClient.class, ours.getDeclaringClass(), method::toString);
      }
    }
  }

  @Test
  void launchSubmitsTheFileAndDoesNotWait() throws IOException {
    assertEquals(0, client().actionLaunch("orders.yaml", "orders", null, null));
    assertEquals(0, client().actionLaunch("orders.yaml", "orders", null, "prod"));
    assertEquals(
        List.of(
            "submit -name orders -spec orders.yaml -detach",
            "submit -name orders -spec orders.yaml -queue prod -detach"),
        ran);
  }

  @Test
  void saveStoresAndStartStartsWhatIsStored() throws IOException {
    assertEquals(0, client().actionSave("orders.yaml", "orders", null, null));
    assertEquals(0, client().actionStart("orders"));
    assertEquals(
        List.of(
            "submit -name orders -spec orders.yaml -save", "submit -name orders -existing -detach"),
        ran);
  }

  @Test
  void stopAndDestroyAreTheVerbsOfThatName() throws IOException {
    exitCode = 1;
    assertEquals(1, client().actionStop("orders"));
    assertEquals(1, client().actionDestroy("orders"));
    assertEquals(List.of("stop -name orders", "destroy -name orders -yes"), ran);
  }

  @Test
  void flexIsOneChangeOfAllCounts() throws IOException {
    Map<String, String> counts = new LinkedHashMap<>();
    counts.put("broker", "5");
    counts.put("controllers", "3");
    assertEquals(0, client().actionFlex("orders", counts));
    assertEquals(List.of("spec apply -name orders -brokers 5 -controllers 3"), ran);
  }

  @Test
  void whatFlexCannotTakeIsNamed() throws IOException {
    assertEquals(2, client().actionFlex("orders", Map.of("zookeeper", "3")));
    assertTrue(error().contains("-component zookeeper: "), error());
    errors.reset();
    assertEquals(2, client().actionFlex("orders", Map.of("broker", "+2")));
    assertTrue(error().contains("-component broker +2: "), error());
    assertEquals(List.of(), ran);
  }

  @Test
  void statusIsReturnedAndAFailureThrown() throws Exception {
    said = "cluster orders READY\n";
    assertEquals("cluster orders READY", client().getStatusString("orders"));
    assertEquals("cluster orders READY", client().getInstances("orders", null, null, null));
    exitCode = 1;
    said = "cluster orders is not running\n";
    YarnException thrown =
        assertThrows(YarnException.class, () -> client().getStatusString("orders"));
    assertEquals("cluster orders is not running", thrown.getMessage());
    assertThrows(
        YarnException.class, () -> client().getInstances("orders", List.of("broker"), null, null));
  }

  @Test
  void whatMakesNoSenseIsRefusedInOneLineThatSaysWhatToDo() throws IOException {
    YarnAppClient client = client();
    List<Integer> codes = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    List<Action> refused =
        List.of(
            () -> client.enableFastLaunch(null),
            () -> client.initiateUpgrade("orders", "f", true),
            () -> client.actionUpgradeInstances("orders", List.of("broker-0")),
            () -> client.actionUpgradeComponents("orders", List.of("broker")),
            () -> client.actionUpgradeExpress("orders", new File("f")),
            () -> client.actionCancelUpgrade("orders"),
            () -> client.actionDecommissionInstances("orders", List.of("broker-0")),
            () -> client.actionLaunch("f", "orders", 60L, null),
            () -> client.actionSave("f", "orders", 60L, null));
    for (Action action : refused) {
      codes.add(action.run());
      lines.add(error());
      errors.reset();
    }
    assertEquals(List.of(2, 2, 2, 2, 2, 2, 2, 2, 2), codes);
    assertTrue(lines.get(1).contains("kafka-yarn spec apply"), lines.get(1));
    assertTrue(lines.get(6).contains("kafka-yarn broker remove -name orders"), lines.get(6));
    assertEquals(List.of(), ran);
  }

  private interface Action {
    int run() throws IOException;
  }

  /** It is called for every application that ends, in the ResourceManager. */
  @Test
  void cleaningUpDoesNothing() {
    assertEquals(0, client().actionCleanUp("orders", "alice"));
    assertEquals(List.of(), ran);
  }

  @Test
  void settingsOfYarnsCommandLineArePassedOnAndThoseOfFilesAreNot() throws IOException {
    Configuration conf = new Configuration(false);
    conf.set("a.file.says", "1", "yarn-site.xml");
    conf.set("the.user.says", "2", "from command line");
    client(conf).actionStop("orders");
    assertEquals(List.of("stop -name orders -Dthe.user.says=2"), ran);
  }
}
