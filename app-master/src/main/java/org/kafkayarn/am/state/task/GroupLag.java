package org.kafkayarn.am.state.task;

/**
 * How far a consumer group is behind.
 *
 * @param records the sum over its partitions, of those with a committed offset and of those that it
 *     subscribes to
 * @param partitions how many partitions it reads
 */
public record GroupLag(long records, int partitions) {}
