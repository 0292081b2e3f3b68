package org.kafkayarn.client.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.kafkayarn.am.spec.UserError;

/** Finds and checks TCP ports on the loopback addresses of an embedded YARN. */
final class Ports {
  private Ports() {}

  /** So many different ports that were free on the host a moment ago. */
  static List<Integer> free(String host, int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(listen(host, 0));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } catch (IOException e) {
      throw new UserError("Cannot listen on " + host + ": " + e.getMessage(), e);
    } finally {
      sockets.forEach(Ports::close);
    }
  }

  static void requireFree(String host, int port, String what, String remedy) {
    try {
      close(listen(host, port));
    } catch (IOException e) {
      throw new UserError(
          "Port " + port + " on " + host + " (" + what + ") is taken. " + remedy, e);
    }
  }

  // As the daemons do: a port in TIME_WAIT of an earlier run is free.
  private static ServerSocket listen(String host, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
