package org.kafkayarn.client.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.am.spec.TaskSpec;

/** The files of conf/ that have tasks can be submitted as they are. */
class ReadyTasksTest {
  private static final Path CONF = Path.of("..", "conf");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tasks/load.yaml",
        "tasks/verify.yaml",
        "tasks/mirror.yaml",
        "tasks/connect.yaml",
        "samples/pipeline.yaml"
      })
  void itCanBeSubmittedAndBashUnderstandsItsCommands(String file, @TempDir Path directory)
      throws Exception {
    ClientFixture client = new ClientFixture(directory);
    assertEquals(
        0, client.run("-spec", CONF.resolve(file).toString(), "-dry-run"), () -> client.err);
    ClusterSpec spec = SpecRules.complete(SpecFile.read(client.out, "dry run"), 1, "hdfs:///k.tar");
    assertFalse(spec.tasks().isEmpty());
    for (TaskSpec task : spec.tasks().values()) {
      assertTrue(task.withKafka(), task.name());
      Process bash =
          new ProcessBuilder(List.of("bash", "-n", "-c", task.command()))
              .redirectErrorStream(true)
              .start();
      String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, bash.waitFor(), said);
    }
  }
}
