package org.kafkayarn.am.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.am.spec.StoredSpec;

/** A stored spec as JSON: what was given, what that makes, and the spec before it, if held. */
final class StoredSpecJson {
  private StoredSpecJson() {}

  static ObjectNode tree(StoredSpec stored) {
    ObjectNode root = VersionedJson.MAPPER.createObjectNode();
    root.put("generation", stored.spec().generation());
    root.set("given", SpecFile.tree(stored.given()));
    root.set("spec", SpecFile.tree(SpecChanges.of(stored.spec())));
    stored
        .before()
        .ifPresent(
            before -> {
              ObjectNode held = root.putObject("before");
              held.put("generation", before.generation());
              held.set("spec", SpecFile.tree(SpecChanges.of(before)));
            });
    return root;
  }

  static StoredSpec parse(ObjectNode root, Path source) {
    JsonNode generation = root.path("generation");
    if (!generation.isIntegralNumber()) {
      throw VersionedJson.damaged(source, new IOException("no generation"));
    }
    String name = source.toString();
    Optional<ClusterSpec> before =
        Optional.ofNullable(root.get("before"))
            .map(held -> spec(name, held.path("spec"), held.path("generation").asLong()));
    return new StoredSpec(
        SpecFile.read(root.path("given"), name),
        spec(name, root.path("spec"), generation.asLong()),
        before);
  }

  private static ClusterSpec spec(String source, JsonNode tree, long generation) {
    return SpecRules.assemble(SpecFile.read(tree, source), generation);
  }
}
