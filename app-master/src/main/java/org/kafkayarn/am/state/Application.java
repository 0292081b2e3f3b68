package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * The YARN application that manages the cluster.
 *
 * @param user the submitting user
 * @param id as YARN writes it: {@code application_…}
 * @param attempt from 1
 * @param started when this attempt's process began
 * @param hostExpiry after so long without a heartbeat the ResourceManager takes a host for lost
 *     ({@code yarn.nm.liveness-monitor.expiry-interval-ms})
 * @param diskLimitPercent a NodeManager's disk that is fuller is bad ({@code
 *     yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage})
 */
public record Application(
    String user,
    String id,
    int attempt,
    Instant started,
    Duration hostExpiry,
    double diskLimitPercent) {
  /** YARN's default (Hadoop 3.3.6 to 3.5.0). */
  public static final Duration DEFAULT_HOST_EXPIRY = Duration.ofMinutes(10);

  /** YARN's default (Hadoop 3.3.6 to 3.5.0). */
  public static final double DEFAULT_DISK_LIMIT_PERCENT = 90;

  /** Where YARN has its default limit for disks. */
  public Application(String user, String id, int attempt, Instant started, Duration hostExpiry) {
    this(user, id, attempt, started, hostExpiry, DEFAULT_DISK_LIMIT_PERCENT);
  }

  public Application {
    requireNonNull(user);
    requireNonNull(id);
    requireNonNull(started);
    requireNonNull(hostExpiry);
  }

  /**
   * {@code container_e17_<cluster>_<app>_<attempt>_<n>} is of {@code application_<cluster>_<app>}.
   */
  public boolean owns(String containerId) {
    return containerId.contains(id.substring("application".length()) + "_");
  }
}
