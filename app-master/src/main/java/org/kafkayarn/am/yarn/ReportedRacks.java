package org.kafkayarn.am.yarn;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.net.CachedDNSToSwitchMapping;
import org.apache.hadoop.net.DNSToSwitchMapping;
import org.apache.hadoop.net.NetworkTopology;

/**
 * The racks of hosts as the ResourceManager reports them. AMRMClient asks for a host's rack beside
 * the host, and a strict request is served only when that is the RM's rack; the topology script of
 * the RM is rarely there in a container. One per process, as RackResolver is (Hadoop 3.3.6).
 *
 * <p>It extends the cache class because RackResolver wraps any other mapping in one, which would
 * resolve names to addresses and never forget.
 */
public final class ReportedRacks extends CachedDNSToSwitchMapping {
  private static final Map<String, String> RACKS = new ConcurrentHashMap<>();

  public ReportedRacks() {
    super(new Unknown());
  }

  static void report(String host, String rack) {
    RACKS.put(host, rack);
  }

  @Override
  public List<String> resolve(List<String> names) {
    return names.stream()
        .map(name -> RACKS.getOrDefault(name, NetworkTopology.DEFAULT_RACK))
        .toList();
  }

  /** Never asked: the superclass wants one. */
  private static final class Unknown implements DNSToSwitchMapping {
    @Override
    public List<String> resolve(List<String> names) {
      return names.stream().map(name -> NetworkTopology.DEFAULT_RACK).toList();
    }

    @Override
    public void reloadCachedMappings() {}

    @Override
    public void reloadCachedMappings(List<String> names) {}
  }
}
