package org.kafkayarn.client.yarn;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kafkayarn.am.events.ClusterEvent;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.state.Ledger.Gone;

/** What a client asks of an ApplicationMaster. */
public interface AmApi {
  /** Makes the API of the ApplicationMaster at an address. */
  @FunctionalInterface
  interface Opener {
    AmApi open(String host, int port);
  }

  /**
   * The status once it differs from the one with the tag {@code seen}; empty when it does not
   * within the wait. At once when nothing was seen.
   */
  Optional<AmClient.Answer> status(Optional<String> seen, Duration wait) throws IOException;

  /**
   * The last events; or the first ones after that sequence, once there is one or the wait is over.
   * Oldest first.
   */
  List<ClusterEvent> events(OptionalLong after, int limit, Duration wait) throws IOException;

  /**
   * Changes what is wanted of the cluster; with a dry run it is only told what would change.
   *
   * @throws ApiRefusal the ApplicationMaster does not make the change
   */
  SpecAnswer change(SpecChanges changes, boolean dryRun) throws IOException;

  /**
   * What has become of a change.
   *
   * @param generation of the spec that the cluster has now, or would have
   * @param changes what changes, line by line
   */
  record SpecAnswer(long generation, boolean dryRun, List<String> changes) {
    public SpecAnswer {
      changes = List.copyOf(changes);
    }
  }

  /** Tells what data that was left behind is there no more. */
  void purged(List<Gone> gone) throws IOException;

  /** Orders the orderly stop; returns at once. */
  void stop() throws IOException;
}
