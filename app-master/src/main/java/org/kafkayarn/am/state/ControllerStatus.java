package org.kafkayarn.am.state;

import java.util.Optional;

/**
 * A node of the metadata quorum, or one that is to be of it, as an operator sees it; its JSON is
 * what {@code /api/v1/controllers} gives.
 *
 * @param roles {@code controller} or {@code broker,controller}
 * @param state in one word, as in {@link ClusterStatus.NodeStatus}
 * @param endpoint host:port at which the quorum reaches it; absent before it is placed
 * @param voter it has a vote, as Kafka told last
 * @param leader it is the active controller
 * @param caughtUp it has lately had all of the metadata that the leader has; absent while Kafka
 *     does not tell
 * @param directoryId Kafka's id of the directory that has the vote
 */
public record ControllerStatus(
    int id,
    String roles,
    String state,
    String reason,
    Optional<String> host,
    Optional<String> rack,
    Optional<String> endpoint,
    boolean voter,
    boolean leader,
    Optional<Boolean> caughtUp,
    Optional<String> directoryId) {}
