package org.kafkayarn.am.store;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.kafkayarn.am.operation.StoredMove;

/**
 * The plans of moves, a file for each operation in the cluster's home: too large for the ledger,
 * which is written with every change.
 */
public final class MoveFiles {
  private static final int VERSION = 1;

  private final HomeFiles files;
  private final Path directory;

  MoveFiles(HomeFiles files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  public void write(long operation, StoredMove move) throws IOException {
    files.makeDirectory(directory);
    files.replace(
        file(operation), VersionedJson.write(VERSION, VersionedJson.MAPPER.valueToTree(move)));
  }

  public Optional<StoredMove> read(long operation) throws IOException {
    Path file = file(operation);
    return files
        .read(file)
        .map(content -> VersionedJson.read(file, content, VERSION, StoredMove.class));
  }

  private Path file(long operation) {
    return new Path(directory, operation + ".json");
  }
}
