package org.kafkayarn.launcher.child;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The main class of the launcher's child: formats where asked, then is stock Kafka. One JVM does
 * both, since starting a second one costs a second. Runs on Kafka's class path, and knows Kafka by
 * two names only; {@link GrantWait} knows a third.
 *
 * <p>Arguments: the properties file, then the arguments of Kafka's storage tool, if it is to
 * format.
 */
public final class KafkaMain {
  /** Kafka's storage tool refused; its words are on the standard streams. */
  public static final int FORMAT_FAILED = 71;

  /** On our standard input: a Kafka that stops is to wait for its controller no longer. */
  public static final byte END_GRANT_WAIT = 'g';

  private KafkaMain() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    listenToLauncher();
    MetricsSocket.open(Path.of(MetricsSocket.NAME));
    if (args.length > 1 && !format(Arrays.copyOfRange(args, 1, args.length))) {
      System.exit(FORMAT_FAILED); // main
    }
    Class.forName("kafka.Kafka")
        .getMethod("main", String[].class)
        .invoke(null, (Object) new String[] {args[0]});
  }

  private static boolean format(String[] arguments) throws ReflectiveOperationException {
    try {
      Object code =
          Class.forName("kafka.tools.StorageTool")
              .getMethod("execute", String[].class, PrintStream.class)
              .invoke(null, arguments, System.out);
      return code.equals(0);
    } catch (InvocationTargetException e) {
      System.err.println("kafka-storage: " + e.getCause());
      return false;
    }
  }

  /**
   * The launcher holds the other end of our standard input. It writes one byte, {@link
   * #END_GRANT_WAIT}, or nothing. When it ends, it is dead: then Kafka ends too, in order. Without
   * that, nobody would end it when the NodeManager has been restarted since: it takes a container
   * that it has recovered for alive as long as any process of the group lives, and signals none
   * (ContainerExecutor.reacquireContainer, Hadoop 3.3.6).
   */
  private static void listenToLauncher() {
    daemon(
        "launcher-watch",
        () -> {
          try {
            int read = System.in.read();
            while (read >= 0) {
              if (read == END_GRANT_WAIT) {
                daemon("grant-wait", GrantWait::end);
              }
              read = System.in.read();
            }
          } catch (IOException e) {
            System.err.println("kafka-yarn: cannot watch the launcher: " + e);
            return;
          }
          System.err.println("kafka-yarn: the launcher is gone, Kafka ends too");
          System.exit(143); // main
        });
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
