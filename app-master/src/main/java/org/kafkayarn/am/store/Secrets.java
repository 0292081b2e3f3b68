package org.kafkayarn.am.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * The secrets of a cluster, a file for each in its home: made once, when first asked for, and never
 * changed. To be localized with private visibility.
 */
public final class Secrets {
  private static final int TOKEN_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final HomeFiles files;
  private final Path directory;

  Secrets(HomeFiles files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /** Creates the directory when it is not there yet. */
  void prepare() throws IOException {
    files.makeDirectory(directory);
  }

  /** What the launcher of a node asks of whoever talks to it. */
  public String nodeToken(int nodeId) throws IOException {
    return token(nodeTokenPath(nodeId));
  }

  public Path nodeTokenPath(int nodeId) {
    return new Path(directory, "node-" + nodeId + ".token");
  }

  /** What the ApplicationMaster asks of whoever talks to its API directly. */
  public String apiToken() throws IOException {
    return token(new Path(directory, "api.token"));
  }

  private String token(Path file) throws IOException {
    Optional<byte[]> existing = files.read(file);
    if (existing.isEmpty()) {
      prepare();
      files.createOnce(file, randomToken().getBytes(US_ASCII));
      existing = files.read(file);
    }
    byte[] token =
        existing.orElseThrow(() -> new IOException("the secret " + file + " has been removed"));
    return new String(token, US_ASCII).strip();
  }

  static String randomToken() {
    byte[] random = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
