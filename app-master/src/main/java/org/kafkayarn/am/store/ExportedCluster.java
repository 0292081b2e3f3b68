package org.kafkayarn.am.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.apache.hadoop.fs.Path;
import org.kafkayarn.am.spec.StoredSpec;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.Ledger;

/**
 * A cluster's definition, and where its data lies, in one file: what brings a cluster back whose
 * home was lost. No secrets: those are made anew.
 */
public record ExportedCluster(
    String name, String user, Instant exported, StoredSpec spec, Ledger ledger) {
  private static final int VERSION = 1;
  private static final String KIND = "kafka-yarn cluster";

  public ExportedCluster {
    requireNonNull(name);
    requireNonNull(user);
    requireNonNull(exported);
    requireNonNull(spec);
    requireNonNull(ledger);
  }

  public byte[] toJson() {
    ObjectNode root = VersionedJson.MAPPER.createObjectNode();
    root.put("kind", KIND);
    root.put("name", name);
    root.put("user", user);
    root.put("exported", exported.toString());
    root.set("spec", StoredSpecJson.tree(spec));
    root.set("ledger", VersionedJson.MAPPER.valueToTree(ledger));
    return VersionedJson.write(VERSION, root);
  }

  /** Refuses, with one line, what this program did not write so. */
  public static ExportedCluster of(String source, byte[] content) {
    Path file = new Path(java.nio.file.Path.of(source).toAbsolutePath().toUri());
    ObjectNode root = VersionedJson.read(file, content, VERSION);
    if (!root.path("kind").asText().equals(KIND)
        || !(root.path("spec") instanceof ObjectNode spec)
        || !(root.path("ledger") instanceof ObjectNode ledger)) {
      throw new UserError(
          source + " is not an export of a cluster: kafka-yarn data export writes one");
    }
    try {
      return new ExportedCluster(
          root.path("name").asText(),
          root.path("user").asText(),
          Instant.parse(root.path("exported").asText()),
          StoredSpecJson.parse(spec, file),
          VersionedJson.MAPPER.treeToValue(ledger, Ledger.class));
    } catch (JsonProcessingException | DateTimeException e) {
      throw VersionedJson.damaged(file, new IOException(e.getMessage(), e));
    }
  }
}
