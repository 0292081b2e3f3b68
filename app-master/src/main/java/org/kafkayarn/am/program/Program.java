package org.kafkayarn.am.program;

import static java.util.Objects.requireNonNull;

import java.net.URI;

/**
 * A kafka-yarn, as it lies in the cluster's file system.
 *
 * @param jar kafka-yarn.jar
 * @param script the java17.sh that came with it
 * @param bytes the jar's size
 * @param sha256 of the jar's content
 * @param version what its manifest calls it
 */
public record Program(URI jar, URI script, long bytes, String sha256, String version) {
  public Program {
    requireNonNull(jar);
    requireNonNull(script);
    requireNonNull(sha256);
    requireNonNull(version);
  }

  /** What this process is called by the manifest of its jar. */
  public static String ownVersion() {
    String version = Program.class.getPackage().getImplementationVersion();
    return version == null ? "of an unknown version" : version;
  }
}
