package org.kafkayarn.client.submit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.am.program.Program;
import org.kafkayarn.client.text.Console;

/** The kafka-yarn that this command belongs to, for a cluster that is to run it. */
public final class InstalledProgram {
  private final Path jar;
  private final UploadedFiles uploaded;
  private final ProgramFiles files;

  public InstalledProgram(Configuration conf, Distribution distribution, Console console)
      throws IOException {
    this.jar = distribution.jar();
    this.uploaded = UploadedFiles.of(conf);
    this.files = new ProgramFiles(distribution, uploaded, console);
  }

  /** Where its jar is in the cluster's file system, or will be. */
  public String place() throws IOException {
    return uploaded.place(jar).toUri().toString();
  }

  /** Uploads what is not there yet. */
  public Program upload() throws IOException {
    return new Program(
        files.jar().toUri(),
        files.script().toUri(),
        Files.size(jar),
        UploadedFiles.sha256(jar),
        version());
  }

  /** What the jar's manifest says. */
  public String version() throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return Optional.ofNullable(file.getManifest())
          .map(Manifest::getMainAttributes)
          .map(attributes -> attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION))
          .orElse("of an unknown version");
    }
  }
}
