package org.kafkayarn.launcher.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Gives the launcher Kafka's metrics: a socket of the file system in the container's working
 * directory, which the container's user alone can reach. One reader after the other: it sends
 * {@link #NODE} or {@link #PARTITIONS}, and gets a {@link MetricsText}.
 *
 * <p>From within, since attaching to Kafka's JVM from outside opens a port for RMI on every
 * interface (seen with JDK 17), and needs a JDK.
 */
public final class MetricsSocket {
  /** In the working directory: a whole path may be longer than such an address can be. */
  public static final String NAME = "kafka-metrics.sock";

  /** What is asked for, in one byte: all but the MBeans of single partitions, or those too. */
  public static final byte NODE = 'n';

  public static final byte PARTITIONS = 'p';

  private MetricsSocket() {}

  /** In a thread of its own; Kafka goes on without it. */
  static void open(Path socket) {
    Thread thread = new Thread(() -> serve(socket), "kafka-yarn-metrics");
    thread.setDaemon(true);
    thread.start();
  }

  private static void serve(Path socket) {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      // That of the Kafka that ran here before.
      Files.deleteIfExists(socket);
      server.bind(UnixDomainSocketAddress.of(socket));
      while (true) {
        answer(server.accept());
      }
    } catch (IOException e) {
      System.err.println("kafka-yarn: no metrics for the launcher: " + e);
    }
  }

  private static void answer(SocketChannel accepted) {
    try (SocketChannel reader = accepted;
        Writer out =
            new BufferedWriter(
                new OutputStreamWriter(Channels.newOutputStream(reader), UTF_8), 64 << 10)) {
      ByteBuffer asked = ByteBuffer.allocate(1);
      if (reader.read(asked) == 1) {
        MetricsText.write(
            ManagementFactory.getPlatformMBeanServer(),
            asked.get(0) == PARTITIONS,
            line -> write(out, line));
      }
    } catch (IOException | UncheckedIOException e) {
      // The reader has gone: its patience is bounded.
      return;
    } catch (RuntimeException e) {
      // The next reader is to have an answer, whatever this one has met.
      System.err.println("kafka-yarn: the metrics cannot be read: " + e);
    }
  }

  private static void write(Writer out, String line) {
    try {
      out.write(line);
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
