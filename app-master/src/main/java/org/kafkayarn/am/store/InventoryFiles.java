package org.kafkayarn.am.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.kafkayarn.am.inventory.InventoryRequest;
import org.kafkayarn.am.inventory.InventoryResult;

/**
 * What client and short application tell each other about the data on the hosts: a directory in the
 * cluster's home for each such application, gone when the client has read it.
 */
public final class InventoryFiles {
  private static final int VERSION = 1;
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  private final HomeFiles files;
  private final Path all;
  private final Path directory;

  InventoryFiles(HomeFiles files, Path all, String applicationId) {
    this.files = files;
    this.all = all;
    this.directory = new Path(all, applicationId);
  }

  /** Leaves the request, and the secret that the containers will show. */
  public void writeRequest(InventoryRequest request) throws IOException {
    files.makeDirectory(all);
    forgetOld();
    files.makeDirectory(directory);
    files.replace(tokenPath(), Secrets.randomToken().getBytes(US_ASCII));
    ObjectNode content = VersionedJson.MAPPER.valueToTree(request);
    files.replace(request(), VersionedJson.write(VERSION, content));
  }

  /** Clients that were killed have left theirs. */
  private void forgetOld() throws IOException {
    long before = Instant.now().minus(FORGOTTEN).toEpochMilli();
    for (FileStatus old : files.fileSystem().listStatus(all)) {
      if (old.getModificationTime() < before) {
        files.fileSystem().delete(old.getPath(), true);
      }
    }
  }

  public InventoryRequest readRequest() throws IOException {
    return read(request(), InventoryRequest.class)
        .orElseThrow(() -> new IOException("there is no " + request()));
  }

  public void writeResult(InventoryResult result) throws IOException {
    ObjectNode content = VersionedJson.MAPPER.valueToTree(result);
    files.replace(result(), VersionedJson.write(VERSION, content));
  }

  /** Empty when the application has ended without one. */
  public Optional<InventoryResult> readResult() throws IOException {
    return read(result(), InventoryResult.class);
  }

  private <T> Optional<T> read(Path file, Class<T> type) throws IOException {
    return files.read(file).map(content -> VersionedJson.read(file, content, VERSION, type));
  }

  public String token() throws IOException {
    return new String(
        files
            .read(tokenPath())
            .orElseThrow(() -> new IOException("the secret " + tokenPath() + " has been removed")),
        US_ASCII);
  }

  public Path tokenPath() {
    return new Path(directory, "token");
  }

  private Path request() {
    return new Path(directory, "request.json");
  }

  private Path result() {
    return new Path(directory, "result.json");
  }

  public void remove() throws IOException {
    files.fileSystem().delete(directory, true);
  }
}
