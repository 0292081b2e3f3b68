package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.Optional;

/**
 * A broker as an operator sees it; its JSON is what {@code /api/v1/brokers} gives.
 *
 * @param roles {@code broker} or {@code broker,controller}
 * @param state in one word, as in {@link ClusterStatus.NodeStatus}
 * @param reason why it is not running, or what it waits for; empty when it runs
 * @param listener host:port that clients use; empty before it is placed
 * @param activeController it leads the metadata quorum
 * @param pendingRestart the specification asks for something that only a restart brings
 * @param halted an operator has stopped it: it stays so until it is started
 * @param replicas how many replicas it holds; absent while Kafka does not tell
 * @param leaders how many partitions it leads; absent while Kafka does not tell
 * @param behind how many of its replicas are not in sync; absent while Kafka does not tell
 * @param offline how many partitions without a leader have a replica on it, of the first 200;
 *     absent while Kafka does not tell
 */
public record BrokerStatus(
    int id,
    String roles,
    String group,
    String state,
    String reason,
    Optional<String> host,
    Optional<String> rack,
    String listener,
    boolean activeController,
    boolean pendingRestart,
    boolean halted,
    Optional<Integer> replicas,
    Optional<Integer> leaders,
    Optional<Integer> behind,
    Optional<Integer> offline,
    Optional<Instant> since,
    int restarts,
    Optional<String> container) {}
