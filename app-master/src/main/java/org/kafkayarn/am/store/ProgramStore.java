package org.kafkayarn.am.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.kafkayarn.am.program.ProgramOrder;

/** The file of a cluster's home that names the program which is to run it. */
public final class ProgramStore {
  private static final int VERSION = 1;

  private final HomeFiles files;
  private final Path file;

  ProgramStore(HomeFiles files, Path file) {
    this.files = files;
    this.file = file;
  }

  /** Empty: nobody has ordered another one than a submission brings. */
  public Optional<ProgramOrder> read() throws IOException {
    return files
        .read(file)
        .map(content -> VersionedJson.read(file, content, VERSION, ProgramOrder.class));
  }

  public void write(ProgramOrder order) throws IOException {
    files.replace(file, json(order));
  }

  private static byte[] json(ProgramOrder order) {
    ObjectNode content = VersionedJson.MAPPER.valueToTree(order);
    return VersionedJson.write(VERSION, content);
  }

  /** Leaves the order beside the copy of its program, for the process that runs that. */
  public static void writeCopy(ProgramOrder order, java.nio.file.Path copy) throws IOException {
    Files.write(copy, json(order));
  }

  public static ProgramOrder readCopy(java.nio.file.Path copy) {
    try {
      return VersionedJson.read(
          new Path(copy.toUri()), Files.readAllBytes(copy), VERSION, ProgramOrder.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
