package org.kafkayarn.launcher.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Values go through a script as ContainerLaunch writes it (Hadoop 3.3.6), and a real bash. */
class ShellQuotingProperties {
  private static final String JUST_ASCII =
      "\"'$`\\!#&|;<>(){}[]*?~^=% \t\n{{HOME}}<LOG_DIR><CPS>{{{}}}${HOME}$(id)`id`\\\"\\$ ";

  @Provide
  Arbitrary<LaunchSpec> specs() {
    return AnySpec.specs();
  }

  @Property(tries = 40)
  void aSpecComesThroughBash(@ForAll("specs") LaunchSpec spec)
      throws IOException, InterruptedException {
    Map<String, String> environment = LaunchEnvironment.toMap(spec);
    assertEquals(spec, LaunchEnvironment.fromMap(throughBash(environment)));
  }

  @Example
  void everyCharacterThatAShellOrYarnReadsComesThrough() throws IOException, InterruptedException {
    Map<String, String> environment = Map.of("A", JUST_ASCII, "B", "ä€😀", "C", "");
    Map<String, String> found = throughBash(environment);
    environment.forEach((name, value) -> assertEquals(value, found.get(name)));
  }

  private static Map<String, String> throughBash(Map<String, String> environment)
      throws IOException, InterruptedException {
    StringBuilder script = new StringBuilder("#!/bin/bash\nset -o pipefail -e\n");
    new LinkedHashMap<>(environment)
        .forEach(
            (name, value) ->
                script.append(
                    "export "
                        + name
                        + "=\""
                        + expanded(ShellQuoting.environmentValue(value))
                        + "\"\n"));
    script.append("exec /bin/bash -c \"exec env -0\"\n");
    Path file = Files.createTempFile("launch_container", ".sh");
    try {
      Files.writeString(file, script);
      Process process =
          new ProcessBuilder("bash", file.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor());
      Map<String, String> found = new TreeMap<>();
      for (String variable : List.of(out.split("\0", -1))) {
        int equals = variable.indexOf('=');
        if (equals > 0) {
          found.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
      }
      return found;
    } finally {
      Files.delete(file);
    }
  }

  /** ContainerLaunch.expandEnvironment, of Hadoop 3.4.2. */
  private static String expanded(String value) {
    return value
        .replace("<LOG_DIR>", "/logs")
        .replace("<CPS>", File.pathSeparator)
        .replace("{{JVM_ADD_OPENS_JDK17_PLUS}}", "--add-opens")
        .replace("{{", "$")
        .replace("}}", "");
  }
}
