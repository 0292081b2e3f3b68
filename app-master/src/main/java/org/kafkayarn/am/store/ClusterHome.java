package org.kafkayarn.am.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.security.AccessControlException;
import org.kafkayarn.am.spec.ClusterName;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.SpecRules;
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
  private static final int EPOCH_VERSION = 1;
  private static final int DESTROYED_VERSION = 1;
  private static final int TOKEN_BYTES = 32;
  private static final Duration ABANDONED = Duration.ofHours(1);
  private static final SecureRandom RANDOM = new SecureRandom();

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
      files.makeDirectory(epochs());
      files.makeDirectory(secrets());
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

  /** The plans of operations that move replicas. */
  public MoveFiles moves() {
    return new MoveFiles(files, new Path(home, "operations"));
  }

  // The spec

  public Optional<StoredSpec> readSpec() throws IOException {
    return files.read(specFile()).map(this::parseSpec);
  }

  private StoredSpec parseSpec(byte[] content) {
    return parseSpec(VersionedJson.read(specFile(), content, SPEC_VERSION), specFile());
  }

  static StoredSpec parseSpec(ObjectNode root, Path source) {
    JsonNode generation = root.path("generation");
    if (!generation.isIntegralNumber()) {
      throw VersionedJson.damaged(source, new IOException("no generation"));
    }
    String name = source.toString();
    Optional<ClusterSpec> before =
        Optional.ofNullable(root.get("before"))
            .map(held -> spec(name, held.path("spec"), held.path("generation").asLong()));
    return new StoredSpec(
        SpecFile.read(root.path("given"), name),
        spec(name, root.path("spec"), generation.asLong()),
        before);
  }

  private static ClusterSpec spec(String source, JsonNode tree, long generation) {
    return SpecRules.assemble(SpecFile.read(tree, source), generation);
  }

  /** With its predecessors it is kept for {@link #history} too. */
  public void writeSpec(StoredSpec stored) throws IOException {
    history().follow(readSpec(), stored, Instant.now());
    replaceSpec(stored);
  }

  private void replaceSpec(StoredSpec stored) throws IOException {
    files.replace(specFile(), VersionedJson.write(SPEC_VERSION, specTree(stored)));
  }

  /** The last specs that were accepted. */
  public SpecHistory history() {
    return new SpecHistory(files, new Path(home, "specs"));
  }

  static ObjectNode specTree(StoredSpec stored) {
    ObjectNode root = VersionedJson.MAPPER.createObjectNode();
    root.put("generation", stored.spec().generation());
    root.set("given", SpecFile.tree(stored.given()));
    root.set("spec", SpecFile.tree(SpecChanges.of(stored.spec())));
    stored
        .before()
        .ifPresent(
            before -> {
              ObjectNode held = root.putObject("before");
              held.put("generation", before.generation());
              held.set("spec", SpecFile.tree(SpecChanges.of(before)));
            });
    return root;
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
    long epoch = claimEpoch(applicationId, 1);
    Optional<Ledger> ledger = readLedger();
    if (ledger.isEmpty() || !isCurrent(epoch)) {
      return false;
    }
    writeLedger(change.apply(ledger.get()));
    return true;
  }

  private Path ledgerFile() {
    return new Path(home, "ledger.json");
  }

  // Epochs: the highest one belongs to the attempt that may change the cluster.

  /**
   * Claims the next epoch. From then on {@link #isCurrent} is false for every earlier one.
   *
   * @throws FencedException a later attempt of the same application has claimed one already
   */
  public long claimEpoch(String applicationId, int attempt) throws IOException {
    files.makeDirectory(epochs());
    while (true) {
      Optional<EpochOwner> owner = epochOwner();
      if (owner.isPresent()
          && owner.get().applicationId().equals(applicationId)
          && owner.get().attempt() > attempt) {
        throw new FencedException(owner.get());
      }
      long next = owner.map(EpochOwner::epoch).orElse(0L) + 1;
      EpochOwner claim = new EpochOwner(next, applicationId, attempt, Instant.now());
      ObjectNode content = VersionedJson.MAPPER.valueToTree(claim);
      if (files.createOnce(epochFile(next), VersionedJson.write(EPOCH_VERSION, content))) {
        return next;
      }
    }
  }

  /** Whether no later epoch has been claimed. */
  public boolean isCurrent(long epoch) throws IOException {
    OptionalLong highest = highestEpoch();
    return highest.isPresent() && highest.getAsLong() == epoch;
  }

  public Optional<EpochOwner> epochOwner() throws IOException {
    OptionalLong highest = highestEpoch();
    if (highest.isEmpty()) {
      return Optional.empty();
    }
    Path file = epochFile(highest.getAsLong());
    return files
        .read(file)
        .map(content -> VersionedJson.read(file, content, EPOCH_VERSION, EpochOwner.class));
  }

  private OptionalLong highestEpoch() throws IOException {
    return files.names(epochs()).stream()
        .filter(name -> name.matches("[0-9]{1,18}"))
        .mapToLong(Long::parseLong)
        .max();
  }

  // The events

  public EventArchive events() {
    return new EventArchive(files, new Path(home, "events"));
  }

  // The program

  /** Which program runs the cluster, where that is not the one that was submitted. */
  public ProgramStore programs() {
    return new ProgramStore(files, new Path(home, "program.json"));
  }

  // The end of a cluster

  /**
   * From now on the cluster is not to be started: some of its data may have gone.
   *
   * @return whether the mark is new; it stays when it was there before
   */
  public boolean markDestroyed(Instant at) throws IOException {
    ObjectNode content = VersionedJson.MAPPER.createObjectNode().put("since", at.toString());
    return files.createOnce(destroyedFile(), VersionedJson.write(DESTROYED_VERSION, content));
  }

  /** Takes the mark back, when nothing has been removed under it. */
  public void unmarkDestroyed() throws IOException {
    files.fileSystem().delete(destroyedFile(), false);
  }

  /** Since when the cluster is being destroyed; empty: it is not. */
  public Optional<Instant> destroyedSince() throws IOException {
    return files
        .read(destroyedFile())
        .map(content -> VersionedJson.read(destroyedFile(), content, DESTROYED_VERSION))
        .map(content -> Instant.parse(content.path("since").asText()));
  }

  /** Why such a cluster is not started, and what to do. */
  public String refusal(Instant destroyedSince) {
    return "cluster %s is being destroyed since %s, and some of its data may have gone: end it with"
            .formatted(name(), destroyedSince)
        + " kafka-yarn destroy -name %s, then submit a new one".formatted(name());
  }

  /** Removes the home with all that is in it. */
  public void delete() throws IOException {
    files.fileSystem().delete(home, true);
  }

  private Path destroyedFile() {
    return new Path(home, "destroyed.json");
  }

  // What is known of the data on the hosts

  /** What is exchanged with the short application that visits the hosts. */
  public InventoryFiles inventory(String applicationId) {
    return new InventoryFiles(files, new Path(home, "inventory"), applicationId);
  }

  private Path epochs() {
    return new Path(home, "epochs");
  }

  private Path epochFile(long epoch) {
    return new Path(epochs(), Long.toString(epoch));
  }

  // Secrets: made once, never changed, to be localized with private visibility.

  /** What the launcher of a node asks of whoever talks to it. */
  public String nodeToken(int nodeId) throws IOException {
    return token(nodeTokenPath(nodeId));
  }

  public Path nodeTokenPath(int nodeId) {
    return new Path(secrets(), "node-" + nodeId + ".token");
  }

  /** What the ApplicationMaster asks of whoever talks to its API directly. */
  public String apiToken() throws IOException {
    return token(apiTokenPath());
  }

  public Path apiTokenPath() {
    return new Path(secrets(), "api.token");
  }

  private String token(Path file) throws IOException {
    Optional<byte[]> existing = files.read(file);
    if (existing.isEmpty()) {
      files.makeDirectory(secrets());
      files.createOnce(file, randomToken().getBytes(US_ASCII));
      existing = files.read(file);
    }
    byte[] token =
        existing.orElseThrow(() -> new IOException("the secret " + file + " has been removed"));
    return new String(token, US_ASCII).strip();
  }

  static String randomToken() {
    byte[] random = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
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

  private Path secrets() {
    return new Path(home, "secrets");
  }
}
