package org.kafkayarn.launcher;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.kafkayarn.launcher.child.MetricsSocket;

/** Reads the metrics of the Kafka that runs, from the socket that it has opened for us. */
final class KafkaMetrics {
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Path socket;
  private final ScheduledExecutorService timer;

  /**
   * @param socket relative to the working directory, which is also Kafka's
   */
  KafkaMetrics(Path socket, ScheduledExecutorService timer) {
    this.socket = socket;
    this.timer = timer;
  }

  /**
   * The text, as it is made; it breaks off when Kafka takes longer than {@link #PATIENCE}. Fails at
   * once, with one line, when Kafka does not answer at all.
   */
  InputStream open(boolean partitions) throws IOException {
    SocketChannel kafka = SocketChannel.open(StandardProtocolFamily.UNIX);
    ScheduledFuture<?> end =
        timer.schedule(() -> close(kafka), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    InputStream text =
        new BufferedInputStream(
            new FilterInputStream(Channels.newInputStream(kafka)) {
              @Override
              public void close() {
                end.cancel(false);
                KafkaMetrics.close(kafka);
              }
            });
    try {
      kafka.connect(UnixDomainSocketAddress.of(socket));
      kafka.write(
          ByteBuffer.wrap(new byte[] {partitions ? MetricsSocket.PARTITIONS : MetricsSocket.NODE}));
      text.mark(1);
      if (text.read() < 0) {
        throw new IOException("it gave no metrics");
      }
      text.reset();
      return text;
    } catch (IOException e) {
      text.close();
      throw new IOException(
          "Kafka does not tell its metrics, it starts or is busy (%d s are waited): %s"
              .formatted(PATIENCE.toSeconds(), e),
          e);
    }
  }

  private static void close(SocketChannel kafka) {
    try {
      kafka.close();
    } catch (IOException e) {
      System.err.println("launcher: a socket was not closed: " + e);
    }
  }
}
