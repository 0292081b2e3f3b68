package org.kafkayarn.client;

import java.io.IOException;

/**
 * The main class of kafka-yarn.jar, for {@code yarn jar}: runs the real program on a Java 17.
 *
 * <p>It is Java 8 bytecode and needs nothing but the JDK.
 */
public final class Entry {
  private Entry() {}

  public static void main(String[] args) {
    try {
      System.exit(ProgramProcess.await(ProgramProcess.of(args).start())); // main
    } catch (ProgramProcess.Refused e) {
      System.err.println("Error: " + e.getMessage());
    } catch (IOException | InterruptedException e) {
      System.err.println("Error: cannot start Java: " + e.getMessage());
    }
    System.exit(1); // main
  }
}
