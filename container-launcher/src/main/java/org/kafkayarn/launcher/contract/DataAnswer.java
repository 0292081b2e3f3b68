package org.kafkayarn.launcher.contract;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cluster's data on one host, and what was done about it.
 *
 * @param places directories that can hold those of nodes, are there, and were looked at whole: what
 *     is not found in them has gone, and does not lie on a disk that is missing
 * @param missing such directories that are not there, nor what is above them
 * @param unread what could not be looked at, and why
 * @param remarks what an operator should know of the rest: places that could not be read, and what
 *     is there and not known to be ours
 */
public record DataAnswer(
    List<Directory> directories,
    List<String> places,
    List<String> missing,
    List<String> unread,
    List<String> remarks) {

  /** What has become of a directory. */
  public enum Outcome {
    /** It is there; nobody asked for its removal. */
    KEPT,
    /** It has been removed. */
    REMOVED,
    /** Its removal was asked for, and it is there. */
    REFUSED
  }

  /**
   * One of Kafka's log directories.
   *
   * @param directoryId empty where Kafka has written none
   * @param bytes how much of the disk it takes
   * @param changed when something was last created or removed in it
   * @param user the process that uses it now
   * @param why the reason of an outcome that was not wished for
   */
  public record Directory(
      String path,
      int nodeId,
      String directoryId,
      long bytes,
      Instant changed,
      Optional<String> user,
      Outcome outcome,
      Optional<String> why) {
    public Directory {
      requireNonNull(path);
      requireNonNull(directoryId);
      requireNonNull(changed);
      requireNonNull(user);
      requireNonNull(outcome);
      requireNonNull(why);
    }

    public Directory removed() {
      return new Directory(
          path, nodeId, directoryId, bytes, changed, user, Outcome.REMOVED, Optional.empty());
    }

    public Directory refused(String reason) {
      return new Directory(
          path, nodeId, directoryId, bytes, changed, user, Outcome.REFUSED, Optional.of(reason));
    }
  }

  public DataAnswer {
    directories = List.copyOf(directories);
    places = List.copyOf(places);
    missing = List.copyOf(missing);
    unread = List.copyOf(unread);
    remarks = List.copyOf(remarks);
  }

  public String toText() {
    Fields out = new Fields("answer");
    for (int i = 0; i < directories.size(); i++) {
      Directory directory = directories.get(i);
      String name = "directory." + i + ".";
      out.put(name + "path", directory.path());
      out.put(name + "node", directory.nodeId());
      out.put(name + "id", directory.directoryId());
      out.put(name + "bytes", directory.bytes());
      out.put(name + "changed", directory.changed());
      out.put(name + "user", directory.user());
      out.put(name + "outcome", directory.outcome());
      out.put(name + "why", directory.why());
    }
    out.putList("place.", places);
    out.putList("missing.", missing);
    out.putList("unread.", unread);
    out.putList("remark.", remarks);
    return PropertiesText.write(out.map());
  }

  /** Throws IllegalArgumentException, with one line, for a text that is no answer. */
  public static DataAnswer fromText(String text) {
    Fields in = new Fields("answer", PropertiesText.read(text));
    List<Directory> directories = new ArrayList<>();
    for (int i = 0; in.find("directory." + i + ".path").isPresent(); i++) {
      String name = "directory." + i + ".";
      directories.add(
          new Directory(
              in.get(name + "path"),
              in.get(name + "node", Integer::valueOf),
              in.get(name + "id"),
              in.get(name + "bytes", Long::valueOf),
              in.get(name + "changed", Instant::parse),
              in.find(name + "user"),
              in.get(name + "outcome", Outcome::valueOf),
              in.find(name + "why")));
    }
    return new DataAnswer(
        directories,
        in.list("place."),
        in.list("missing."),
        in.list("unread."),
        in.list("remark."));
  }
}
