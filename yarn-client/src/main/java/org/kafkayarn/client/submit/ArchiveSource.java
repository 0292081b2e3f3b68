package org.kafkayarn.client.submit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.text.OneLine;

/**
 * An archive that was checked to be what it should.
 *
 * @param place where the cluster's hosts get it from
 * @param local the file to be copied there; empty when it is there
 * @param content the entry that tells what it is; empty when it was not looked into
 */
record ArchiveSource(Path place, Optional<java.nio.file.Path> local, Optional<String> content) {
  private static final Pattern KAFKA = Pattern.compile(".*libs/kafka[^/]*-([0-9][^/]*)\\.jar");

  /** One that is there, and was looked into when it came. */
  static ArchiveSource kept(Path place) {
    return new ArchiveSource(place, Optional.empty(), Optional.empty());
  }

  /** A file of which only the name matters. */
  static ArchiveSource file(java.nio.file.Path file, UploadedFiles uploaded) throws IOException {
    return new ArchiveSource(uploaded.place(file), Optional.of(file), Optional.empty());
  }

  /** As an operator knows it. */
  String name() {
    return local.map(java.nio.file.Path::toString).orElseGet(place::toString);
  }

  /** The version of the Kafka that it holds. */
  Optional<String> kafkaVersion() {
    return content.map(KAFKA::matcher).filter(Matcher::matches).map(found -> found.group(1));
  }

  /** What the operator named: a local file, or a URI of a file system that YARN reads. */
  static ArchiveSource of(
      ArchiveKind kind, String named, Configuration conf, UploadedFiles uploaded)
      throws IOException {
    boolean remote = named.matches("[A-Za-z][A-Za-z0-9+.-]+:.*") && !named.startsWith("file:");
    return remote ? remote(kind, named, conf) : local(kind, localPath(kind, named), uploaded);
  }

  private static java.nio.file.Path localPath(ArchiveKind kind, String named) {
    try {
      return java.nio.file.Path.of(named.replaceFirst("^file:(//)?(?=/)", ""));
    } catch (InvalidPathException e) {
      throw new UserError(kind.option() + " " + named + ": not a path", e);
    }
  }

  static ArchiveSource local(ArchiveKind kind, java.nio.file.Path file, UploadedFiles uploaded)
      throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      String problem =
          Files.isDirectory(file)
              ? ": a directory; give the archive"
              : Files.exists(file) ? ": cannot be read" : ": there is no such file";
      throw new UserError(kind.option() + " " + file + problem);
    }
    kind.checkName(file.getFileName().toString());
    try (InputStream in = Files.newInputStream(file)) {
      String content = kind.checkContent(file.toString(), in, true);
      return new ArchiveSource(uploaded.place(file), Optional.of(file), Optional.of(content));
    }
  }

  private static ArchiveSource remote(ArchiveKind kind, String named, Configuration conf)
      throws IOException {
    Path path;
    FileSystem fs;
    try {
      path = new Path(named);
      fs = path.getFileSystem(conf);
    } catch (IllegalArgumentException | UnsupportedFileSystemException e) {
      throw new UserError(kind.option() + " " + named + ": " + OneLine.of(e), e);
    }
    if (!fs.exists(path) || !fs.getFileStatus(path).isFile()) {
      throw new UserError(kind.option() + " " + named + ": there is no such file");
    }
    kind.checkName(path.getName());
    try (InputStream in = fs.open(path)) {
      String content = kind.checkContent(named, in, false);
      return new ArchiveSource(fs.makeQualified(path), Optional.empty(), Optional.of(content));
    }
  }
}
