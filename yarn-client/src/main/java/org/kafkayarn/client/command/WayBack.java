package org.kafkayarn.client.command;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.SortedMap;
import org.kafkayarn.am.spec.MetadataVersion;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.ApiRefusal;

/**
 * Refuses a Kafka that is older than the metadata of the cluster that is to run it: none of its
 * nodes could start, and the first to try would be away until somebody takes it back. The
 * ApplicationMaster refuses by an archive's name; here its content is known.
 */
final class WayBack {
  private WayBack() {}

  /**
   * @param versions of Kafka that the cluster is to run, by the name of their archive
   */
  static void check(RunningCluster cluster, SortedMap<String, String> versions) {
    if (versions.isEmpty()) {
      return;
    }
    OptionalInt finalized = finalized(cluster.api());
    if (finalized.isEmpty()) {
      return;
    }
    versions.forEach(
        (archive, version) ->
            MetadataVersion.tooOld(version, finalized.getAsInt())
                .ifPresent(
                    why -> {
                      throw new UserError("-kafka " + archive + ": " + why);
                    }));
  }

  /** Empty while Kafka does not tell: who is mending it must not be kept from that. */
  private static OptionalInt finalized(AmApi api) {
    try {
      String name = api.metadata().finalized();
      return OptionalInt.of(MetadataVersion.level("metadata.version", name));
    } catch (ApiRefusal e) {
      return OptionalInt.empty();
    } catch (IOException e) {
      throw new CommandFailed(
          "the ApplicationMaster does not answer: " + OneLine.of(e) + ". Try again", e);
    }
  }
}
