package org.kafkayarn.client;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The real program in a process of its own: on a Java 17 that this class finds, with our libraries
 * before Hadoop's.
 *
 * <p>Like all of this folder it is Java 8 bytecode: Hadoop 3.3 and 3.4 often run it on 8 or 11,
 * with Hadoop's libraries first (RunJar, 3.3 to 3.5).
 */
final class ProgramProcess {
  private static final String MAIN = "org.kafkayarn.client.Main";
  private static final String SELF = "org/kafkayarn/client/Entry.class";
  private static final int NEEDED = 17;

  /** Quotes or not: JAVA_VERSION="17.0.15" in a release file, version "1.8.0_392" in words. */
  private static final Pattern RELEASE = Pattern.compile("JAVA_VERSION=\"?(?:1\\.)?(\\d+).*");

  private static final Pattern SPOKEN = Pattern.compile(".* version \"(?:1\\.)?(\\d+).*");

  /** A client lives for seconds: these make it start in the least time. */
  private static final List<String> QUICK_START =
      Arrays.asList(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xshare:auto",
          "-Dlog4j.configuration=kafka-yarn-client-log4j.properties");

  private ProgramProcess() {}

  /** Not started yet; its input and output are ours. */
  static ProcessBuilder of(String... args) throws IOException, InterruptedException {
    requireHadoop();
    return command(java(args), jar(), args).inheritIO();
  }

  /** Passes on the signals that end this process. */
  static int await(final Process child) throws InterruptedException {
    Thread farewell =
        new Thread("pass the signal on") {
          @Override
          public void run() {
            child.destroy();
            try {
              child.waitFor();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    Runtime.getRuntime().addShutdownHook(farewell);
    int exit = child.waitFor();
    try {
      Runtime.getRuntime().removeShutdownHook(farewell);
    } catch (IllegalStateException e) {
      // This process ends: nothing is to be tidied.
    }
    return exit;
  }

  private static ProcessBuilder command(Path java, Path jar, String[] args) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(QUICK_START);
    // For the daemons of local mode: Guice 4, in Hadoop 3.3 and 3.4, defines classes by reflection.
    command.addAll(Arrays.asList("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
    // Hadoop's scripts pass much in properties; its other JVM options may be unknown to Java 17.
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith("-D")) {
        command.add(option);
      }
    }
    command.add("-Dkafka-yarn.jar=" + jar);
    command.add(MAIN);
    command.addAll(Arrays.asList(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    // In the environment, because Hadoop's classpath hides everything else in a list of processes.
    builder
        .environment()
        .put("CLASSPATH", jar + File.pathSeparator + System.getProperty("java.class.path"));
    return builder;
  }

  private static void requireHadoop() {
    try {
      Class.forName(
          "org.apache.hadoop.conf.Configuration",
          false,
          Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      throw new Refused(
          "no Hadoop on the classpath. Run it as `yarn jar kafka-yarn.jar`, or by bin/kafka-yarn");
    }
  }

  /** {@code hadoop jar} runs the classes from a folder that it unpacks the jar to. */
  private static Path jar() throws IOException {
    List<URL> candidates = new ArrayList<>();
    candidates.add(ProgramProcess.class.getProtectionDomain().getCodeSource().getLocation());
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    for (; loader != null; loader = loader.getParent()) {
      if (loader instanceof URLClassLoader) {
        candidates.addAll(Arrays.asList(((URLClassLoader) loader).getURLs()));
      }
    }
    for (URL candidate : candidates) {
      if (candidate.getProtocol().equals("file") && candidate.getPath().endsWith(".jar")) {
        Path file = path(candidate);
        if (Files.isRegularFile(file) && holdsUs(file)) {
          return file.toAbsolutePath();
        }
      }
    }
    throw new Refused("kafka-yarn.jar is not among " + candidates);
  }

  private static Path path(URL url) {
    try {
      return Paths.get(url.toURI());
    } catch (URISyntaxException e) {
      return Paths.get(url.getPath());
    }
  }

  private static boolean holdsUs(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      return jar.getEntry(SELF) != null;
    }
  }

  /** The java of a Java 17: the one asked for, or the first that is one. */
  private static Path java(String[] args) throws IOException, InterruptedException {
    List<String> homes = new ArrayList<>();
    // For submit it names a place on the cluster's hosts, which need not be here.
    homes.add(option(args));
    String ours = System.getenv("KAFKA_YARN_JAVA_HOME");
    if (ours != null && !ours.isEmpty()) {
      homes.add(ours);
      if (version(ours) < NEEDED) {
        throw new Refused("KAFKA_YARN_JAVA_HOME=" + ours + " is no Java 17 or later");
      }
    }
    homes.add(System.getenv("JAVA_HOME"));
    homes.add(System.getProperty("java.home"));
    for (String home : homes) {
      if (version(home) >= NEEDED) {
        return executable(home);
      }
    }
    throw new Refused(
        "kafka-yarn needs Java 17 or later, this is Java "
            + System.getProperty("java.specification.version")
            + " and JAVA_HOME is "
            + System.getenv("JAVA_HOME")
            + ". Set KAFKA_YARN_JAVA_HOME to a Java 17");
  }

  private static String option(String[] args) {
    for (int i = 0; i < args.length; i++) {
      String plain = args[i].startsWith("--") ? args[i].substring(1) : args[i];
      if (plain.startsWith("-java-home=")) {
        return plain.substring("-java-home=".length());
      }
      if (plain.equals("-java-home") && i + 1 < args.length) {
        return args[i + 1];
      }
    }
    return null;
  }

  private static Path executable(String home) {
    return Paths.get(home, "bin", "java");
  }

  /** Its first number, 8 for 1.8; 0 where there is no Java. */
  private static int version(String home) throws IOException, InterruptedException {
    if (home == null || home.isEmpty() || !Files.isExecutable(executable(home))) {
      return 0;
    }
    Path release = Paths.get(home, "release");
    if (Files.isReadable(release)) {
      for (String line : Files.readAllLines(release, StandardCharsets.UTF_8)) {
        Matcher matcher = RELEASE.matcher(line);
        if (matcher.matches()) {
          return Integer.parseInt(matcher.group(1));
        }
      }
    }
    return ask(executable(home));
  }

  private static int ask(Path java) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(java.toString(), "-version").redirectErrorStream(true).start();
    int version = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher matcher = SPOKEN.matcher(line);
        if (version == 0 && matcher.matches()) {
          version = Integer.parseInt(matcher.group(1));
        }
      }
    }
    process.waitFor();
    return version;
  }

  /** What the operator has to put right. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String line) {
      super(line);
    }
  }
}
