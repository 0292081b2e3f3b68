package org.kafkayarn.am.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  @TempDir Path root;

  @Test
  void aSecretIsMadeOnce() throws IOException {
    ClusterHome home = ClusterHome.of(ClusterHomeTest.configuration(root), "orders");
    home.prepare();
    Secrets secrets = home.secrets();
    String token = secrets.nodeToken(3);
    assertTrue(token.matches("[0-9a-f]{64}"), token);
    assertEquals(token, secrets.nodeToken(3));
    assertNotEquals(token, secrets.nodeToken(4));
    assertNotEquals(token, secrets.apiToken());
    assertEquals(token, Files.readString(Path.of(secrets.nodeTokenPath(3).toUri())));
  }
}
