package org.kafkayarn.client.submit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import org.apache.hadoop.fs.Path;
import org.kafkayarn.client.text.Console;

/** The files of this program that containers run, in the cluster's file system. */
final class ProgramFiles {
  private final Distribution distribution;
  private final UploadedFiles uploaded;
  private final Console console;

  ProgramFiles(Distribution distribution, UploadedFiles uploaded, Console console) {
    this.distribution = distribution;
    this.uploaded = uploaded;
    this.console = console;
  }

  Path jar() throws IOException {
    java.nio.file.Path jar = distribution.jar();
    ArchiveSource source = ArchiveSource.file(jar, uploaded);
    ensure(source, uploaded, console);
    return source.place();
  }

  Path script() throws IOException {
    return resource("/org/kafkayarn/launcher/", AmContext.SCRIPT);
  }

  Path masterScript() throws IOException {
    return resource("/org/kafkayarn/am/", AmContext.MASTER_SCRIPT);
  }

  private Path resource(String folder, String name) throws IOException {
    java.nio.file.Path directory = Files.createTempDirectory("kafka-yarn");
    java.nio.file.Path file = directory.resolve(name);
    try (InputStream script = ProgramFiles.class.getResourceAsStream(folder + name)) {
      if (script == null) {
        throw new IOException("kafka-yarn.jar lacks " + folder + name + ": it was not built whole");
      }
      Files.copy(script, file);
      ArchiveSource source = ArchiveSource.file(file, uploaded);
      ensure(source, uploaded, console);
      return source.place();
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }

  static void ensure(ArchiveSource source, UploadedFiles uploaded, Console console)
      throws IOException {
    if (source.local().isPresent()) {
      java.nio.file.Path file = source.local().get();
      if (!uploaded.holds(file, source.place())) {
        console.progress(
            "uploading %s (%s) to %s"
                .formatted(file.getFileName(), DryRun.size(Files.size(file)), source.place()));
        uploaded.upload(file, source.place());
      }
    }
  }
}
