package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.apache.kafka.streams.KafkaStreams;

/** A small Kafka Streams application in a jar: what is in {@code numbers} is cried out. */
final class StreamsJar {
  private static final String SOURCE =
      """
      import java.io.FileReader;
      import java.util.Properties;
      import org.apache.kafka.common.serialization.Serdes;
      import org.apache.kafka.streams.KafkaStreams;
      import org.apache.kafka.streams.StreamsBuilder;

      public class Shout {
        public static void main(String[] files) throws Exception {
          Properties settings = new Properties();
          try (FileReader in = new FileReader(files[0])) {
            settings.load(in);
          }
          settings.put("application.id", System.getenv("KAFKA_GROUP_ID"));
          settings.put("state.dir", "state");
          settings.put("default.key.serde", Serdes.String().getClass());
          settings.put("default.value.serde", Serdes.String().getClass());
          StreamsBuilder builder = new StreamsBuilder();
          builder.<String, String>stream("numbers").mapValues(text -> text + "!").to("shouted");
          KafkaStreams streams = new KafkaStreams(builder.build(), settings);
          Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
          streams.start();
        }
      }
      """;

  private StreamsJar() {}

  static Path in(Path directory) throws IOException {
    Path source = Files.writeString(directory.resolve("Shout.java"), SOURCE);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                directory.toString(),
                source.toString());
    assertEquals(0, code, "the compiler's exit code");
    Path jar = directory.resolve("shout.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("Shout.class"));
      out.write(Files.readAllBytes(directory.resolve("Shout.class")));
    }
    return jar;
  }

  /** Kafka Streams itself, which our Kafka archive does not have. */
  static Path library() throws URISyntaxException {
    return Path.of(KafkaStreams.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
