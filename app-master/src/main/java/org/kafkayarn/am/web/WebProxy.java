package org.kafkayarn.am.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.webapp.util.WebAppUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * YARN's web proxy: whose requests it is, as AmIpFilter decides it (Hadoop 3.3.6): by the addresses
 * of the configured proxy, or of all ResourceManagers. Thread-safe.
 */
public final class WebProxy {
  private static final Logger LOG = LoggerFactory.getLogger(WebProxy.class);
  private static final long REFRESH_NS = Duration.ofMinutes(5).toNanos();

  private final List<String> hosts;
  private final String url;
  private Set<InetAddress> addresses = Set.of();
  private long resolvedAt = System.nanoTime() - REFRESH_NS - 1;

  /**
   * @param base the application's path behind the proxy, as YARN gives it to the AM's container
   */
  public WebProxy(Configuration conf, String base) {
    this.hosts =
        WebAppUtils.getProxyHostsAndPortsForAmFilter(conf).stream()
            .map(hostAndPort -> hostAndPort.replaceFirst(":\\d+$", ""))
            .toList();
    this.url =
        WebAppUtils.getHttpSchemePrefix(conf) + WebAppUtils.getProxyHostAndPort(conf) + base + "/";
  }

  public String url() {
    return url;
  }

  synchronized boolean isProxy(InetAddress caller) {
    if (System.nanoTime() - resolvedAt > REFRESH_NS) {
      resolvedAt = System.nanoTime();
      addresses = resolve();
    }
    return addresses.contains(caller);
  }

  private Set<InetAddress> resolve() {
    Set<InetAddress> found = new HashSet<>();
    for (String host : hosts) {
      try {
        found.addAll(Arrays.asList(InetAddress.getAllByName(host)));
      } catch (UnknownHostException e) {
        LOG.warn("YARN's web proxy {} has no address here: its page will not show", host);
      }
    }
    return found;
  }
}
