package org.kafkayarn.launcher.contract;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * What is to be done about a cluster's data on one host.
 *
 * @param user whose cluster it is; with the cluster's name it names the directory below each of the
 *     NodeManager's local ones
 * @param kafkaClusterId data of any other cluster is not ours
 * @param roots further directories that hold directories of nodes, absolute
 * @param targets what to remove; nothing else is, unless all is
 * @param sparedNodes nodes that have their home on this host: what bears their bare id is kept
 * @param sparedIds directory ids that are in use by the ledger: kept wherever they are
 */
public record DataQuestion(
    String user,
    String cluster,
    String kafkaClusterId,
    Act act,
    List<String> roots,
    List<Target> targets,
    List<Integer> sparedNodes,
    List<String> sparedIds) {

  /** What the container may do. */
  public enum Act {
    /** Look, and change nothing. */
    LIST,
    /** Remove the targets, but for what is spared. */
    REMOVE_TARGETS,
    /** Remove all data of the cluster: it is to be no more. */
    REMOVE_ALL
  }

  /** One directory, wherever on the host it lies: known by what Kafka wrote in it. */
  public record Target(int nodeId, String directoryId) {
    public Target {
      requireNonNull(directoryId);
    }
  }

  public DataQuestion {
    requireNonNull(user);
    requireNonNull(cluster);
    requireNonNull(kafkaClusterId);
    requireNonNull(act);
    roots = List.copyOf(roots);
    targets = List.copyOf(targets);
    sparedNodes = List.copyOf(sparedNodes);
    sparedIds = List.copyOf(sparedIds);
  }

  public String toText() {
    Fields out = new Fields("question");
    out.put("user", user);
    out.put("cluster", cluster);
    out.put("kafkaClusterId", kafkaClusterId);
    out.put("act", act);
    out.putList("root.", roots);
    out.putList("target.node.", targets.stream().map(t -> String.valueOf(t.nodeId())).toList());
    out.putList("target.directory.", targets.stream().map(Target::directoryId).toList());
    out.putList("sparedNode.", sparedNodes.stream().map(String::valueOf).toList());
    out.putList("sparedId.", sparedIds);
    return PropertiesText.write(out.map());
  }

  /** Throws IllegalArgumentException, with one line, for a text that is no question. */
  public static DataQuestion fromText(String text) {
    Fields in = new Fields("question", PropertiesText.read(text));
    List<Integer> nodes = in.list("target.node.", Integer::valueOf);
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      targets.add(new Target(nodes.get(i), in.get("target.directory." + i)));
    }
    return new DataQuestion(
        in.get("user"),
        in.get("cluster"),
        in.get("kafkaClusterId"),
        in.get("act", Act::valueOf),
        in.list("root."),
        targets,
        in.list("sparedNode.", Integer::valueOf),
        in.list("sparedId."));
  }
}
