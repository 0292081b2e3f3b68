package org.kafkayarn.am.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.security.AccessControlException;
import org.kafkayarn.am.spec.ClusterName;
import org.kafkayarn.am.spec.StoredSpec;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.Ledger;

/**
 * A cluster's home directory: its spec, its ledger, its epochs and its secrets, for the owner
 * alone. Client and ApplicationMaster both use it; what they write is there whole or not at all.
 * Safe for use by several threads and processes.
 */
public final class ClusterHome {
  /** The Hadoop configuration key of the directory that holds the clusters' homes. */
  public static final String ROOT_KEY = "kafka-yarn.home";

  private static final String TASK_SCRIPT = "task.sh";
  private static final String DEFAULT_ROOT = ".kafka-yarn";
  private static final int SPEC_VERSION = 1;
  private static final int LEDGER_VERSION = 1;
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final HomeFiles files;
  private final Path home;

  private ClusterHome(HomeFiles files, Path home) {
    this.files = files;
    this.home = home;
  }

  /** The home of the current user's cluster of that name. Touches nothing. */
  public static ClusterHome of(Configuration conf, String name) throws IOException {
    return at(new Path(root(conf), ClusterName.check(name)).toUri(), conf);
  }

  /** The home at a place that {@link #uri} gave, as the ApplicationMaster is told it. */
  public static ClusterHome at(URI home, Configuration conf) throws IOException {
    Path path = new Path(home);
    FileSystem fs = path.getFileSystem(conf);
    return new ClusterHome(HomeFiles.on(fs, conf), fs.makeQualified(path));
  }

  /** The directory that holds the homes of all clusters, and their archives. */
  public static Path root(Configuration conf) throws IOException {
    String configured = conf.getTrimmed(ROOT_KEY, "");
    Path root =
        configured.isEmpty()
            ? new Path(FileSystem.get(conf).getHomeDirectory(), DEFAULT_ROOT)
            : new Path(configured);
    return root.getFileSystem(conf).makeQualified(root);
  }

  /** Creates the directories that are not there yet. */
  public void prepare() throws IOException {
    try {
      files.makeDirectory(home.getParent());
      files.makeDirectory(home);
      epochs().prepare();
      secrets().prepare();
      // A full or read-only file system has directories and takes no content.
      Path probe = new Path(home, "probe-" + UUID.randomUUID());
      files.replace(probe, new byte[] {'\n'});
      files.fileSystem().delete(probe, false);
    } catch (IOException e) {
      throw unwritable(e);
    }
    files.sweep(home, Instant.now().minus(ABANDONED).toEpochMilli());
  }

  /**
   * Refuses a home that cannot be written. Changes nothing: it looks at the permissions of what is
   * there already, so that {@link #prepare} may still fail.
   */
  public void checkWritable() throws IOException {
    Path there = home;
    while (!files.fileSystem().exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    try {
      files.fileSystem().access(there, FsAction.WRITE_EXECUTE);
    } catch (AccessControlException e) {
      throw unwritable(e);
    }
  }

  private UserError unwritable(IOException e) {
    return new UserError(
        "the cluster's home %s cannot be written: %s. Have it made writable, or name another place"
                .formatted(home, e.getMessage().lines().findFirst().orElse(""))
            + " with -D "
            + ROOT_KEY
            + "=DIRECTORY",
        e);
  }

  public boolean exists() throws IOException {
    return files.fileSystem().exists(home);
  }

  public String name() {
    return home.getName();
  }

  public URI uri() {
    return home.toUri();
  }

  public FileSystem fileSystem() {
    return files.fileSystem();
  }

  // The spec

  public Optional<StoredSpec> readSpec() throws IOException {
    return files.read(specFile()).map(this::parseSpec);
  }

  private StoredSpec parseSpec(byte[] content) {
    return StoredSpecJson.parse(VersionedJson.read(specFile(), content, SPEC_VERSION), specFile());
  }

  /** With its predecessors it is kept for {@link #history} too. */
  public void writeSpec(StoredSpec stored) throws IOException {
    history().follow(readSpec(), stored, Instant.now());
    replaceSpec(stored);
  }

  private void replaceSpec(StoredSpec stored) throws IOException {
    files.replace(specFile(), VersionedJson.write(SPEC_VERSION, StoredSpecJson.tree(stored)));
  }

  /** Puts back what was stored before a change that came to nothing. */
  public void restoreSpec(Optional<StoredSpec> before) throws IOException {
    if (before.isPresent()) {
      replaceSpec(before.get());
    } else {
      files.fileSystem().delete(specFile(), false);
    }
  }

  private Path specFile() {
    return new Path(home, "spec.json");
  }

  // The ledger

  public Optional<Ledger> readLedger() throws IOException {
    return files
        .read(ledgerFile())
        .map(content -> VersionedJson.read(ledgerFile(), content, LEDGER_VERSION, Ledger.class));
  }

  public void writeLedger(Ledger ledger) throws IOException {
    ObjectNode root = VersionedJson.MAPPER.valueToTree(ledger);
    files.replace(ledgerFile(), VersionedJson.write(LEDGER_VERSION, root));
  }

  /**
   * Changes the ledger of a cluster that does not run, in the name of an application that has
   * ended: an ApplicationMaster that still writes is fenced, and one that begins now goes first.
   *
   * @return whether the change was made
   */
  public boolean amendLedger(String applicationId, UnaryOperator<Ledger> change)
      throws IOException {
    long epoch = epochs().claim(applicationId, 1);
    Optional<Ledger> ledger = readLedger();
    if (ledger.isEmpty() || !epochs().isCurrent(epoch)) {
      return false;
    }
    writeLedger(change.apply(ledger.get()));
    return true;
  }

  private Path ledgerFile() {
    return new Path(home, "ledger.json");
  }

  /** The script that every container of a task runs: that of this program. */
  public Path taskScript() throws IOException {
    Path file = new Path(home, TASK_SCRIPT);
    byte[] content;
    try (InputStream in = ClusterHome.class.getResourceAsStream(TASK_SCRIPT)) {
      content = in.readAllBytes();
    }
    if (files.read(file).filter(there -> Arrays.equals(there, content)).isEmpty()) {
      files.replace(file, content);
    }
    return file;
  }

  // What has files of its own

  /** The last specs that were accepted. */
  public SpecHistory history() {
    return new SpecHistory(files, new Path(home, "specs"));
  }

  /** The plans of operations that move replicas. */
  public MoveFiles moves() {
    return new MoveFiles(files, new Path(home, "operations"));
  }

  /** Who may change the cluster. */
  public Epochs epochs() {
    return new Epochs(files, new Path(home, "epochs"));
  }

  public Secrets secrets() {
    return new Secrets(files, new Path(home, "secrets"));
  }

  public EventArchive events() {
    return new EventArchive(files, new Path(home, "events"));
  }

  /** Which program runs the cluster, where that is not the one that was submitted. */
  public ProgramStore programs() {
    return new ProgramStore(files, new Path(home, "program.json"));
  }

  /** What is exchanged with the short application that visits the hosts. */
  public InventoryFiles inventory(String applicationId) {
    return new InventoryFiles(files, new Path(home, "inventory"), applicationId);
  }

  /** That some of the cluster's data may have gone. */
  public DestroyedMark destroyedMark() {
    return new DestroyedMark(files, new Path(home, "destroyed.json"), name());
  }

  /** Removes the home with all that is in it. */
  public void delete() throws IOException {
    files.fileSystem().delete(home, true);
  }
}
