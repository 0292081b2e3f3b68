package org.kafkayarn.am.store;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Small private files that are there whole or not at all, on HDFS and on a local file system. Two
 * writes are atomic: {@link #replace} and {@link #createOnce}.
 */
final class HomeFiles {
  private static final FsPermission DIRECTORY = new FsPermission((short) 0700);
  private static final FsPermission FILE = new FsPermission((short) 0600);
  private static final String TEMPORARY = ".tmp-";

  private final FileSystem fs;
  private final Optional<FileContext> context;

  private HomeFiles(FileSystem fs, Optional<FileContext> context) {
    this.fs = fs;
    this.context = context;
  }

  static HomeFiles on(FileSystem fs, Configuration conf) throws IOException {
    // The checksummed local file system keeps a second file beside each, and a crash between the
    // two renames would leave a file that cannot be read (ChecksumFs.renameInternal, Hadoop 3.3.6).
    if (fs instanceof LocalFileSystem local) {
      return new HomeFiles(local.getRawFileSystem(), Optional.empty());
    }
    return fs instanceof RawLocalFileSystem
        ? new HomeFiles(fs, Optional.empty())
        : new HomeFiles(fs, Optional.of(FileContext.getFileContext(fs.getUri(), conf)));
  }

  FileSystem fileSystem() {
    return fs;
  }

  /** Creates a directory for the owner alone; leaves one that is there as it is. */
  void makeDirectory(Path directory) throws IOException {
    if (!fs.exists(directory)) {
      if (!fs.mkdirs(directory, DIRECTORY)) {
        throw new IOException("cannot create the directory " + directory);
      }
      // The umask may have taken bits away, and parents' defaults may have added some.
      fs.setPermission(directory, DIRECTORY);
    }
  }

  Optional<byte[]> read(Path file) throws IOException {
    try (FSDataInputStream in = fs.open(file)) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Puts the content in the place of what was there, whole. */
  void replace(Path file, byte[] content) throws IOException {
    Path temporary = writeTemporary(file, content);
    try {
      if (context.isPresent()) {
        context.get().rename(temporary, file, Options.Rename.OVERWRITE);
      } else if (!fs.rename(temporary, file)) { // rename(2): it replaces
        throw new IOException("cannot rename " + temporary + " to " + file);
      }
    } catch (IOException e) {
      discard(temporary, e);
      throw e;
    }
  }

  /** Creates the file, whole, unless one is there; true when this call did it. */
  boolean createOnce(Path file, byte[] content) throws IOException {
    if (fs.exists(file)) {
      return false;
    }
    Path temporary = writeTemporary(file, content);
    try {
      if (context.isPresent()) {
        context.get().rename(temporary, file);
        return true;
      }
      // rename(2) replaces; link(2) is the local call that fails when the name is taken.
      Files.createLink(local(file).toPath(), local(temporary).toPath());
      fs.delete(temporary, false);
      return true;
    } catch (FileAlreadyExistsException | java.nio.file.FileAlreadyExistsException e) {
      fs.delete(temporary, false);
      return false;
    } catch (IOException e) {
      discard(temporary, e);
      throw e;
    }
  }

  private File local(Path path) {
    return ((RawLocalFileSystem) fs).pathToFile(path);
  }

  private Path writeTemporary(Path file, byte[] content) throws IOException {
    Path temporary =
        new Path(file.getParent(), TEMPORARY + file.getName() + "-" + UUID.randomUUID());
    try (FSDataOutputStream out =
        fs.create(
            temporary,
            FILE,
            false,
            4096,
            fs.getDefaultReplication(temporary),
            fs.getDefaultBlockSize(temporary),
            null)) {
      out.write(content);
      // The rename must not become durable before the content.
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    }
    return temporary;
  }

  private void discard(Path temporary, IOException because) {
    try {
      fs.delete(temporary, false);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  /** The names in a directory, but for temporary ones; empty when there is no such directory. */
  List<String> names(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try {
      for (FileStatus status : fs.listStatus(directory)) {
        String name = status.getPath().getName();
        if (!name.startsWith(TEMPORARY)) {
          names.add(name);
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return names;
  }

  /** Removes what crashed writers have left behind and nobody can be writing any more. */
  void sweep(Path directory, long olderThanMs) throws IOException {
    for (FileStatus status : fs.listStatus(directory)) {
      if (status.isFile()
          && status.getPath().getName().startsWith(TEMPORARY)
          && status.getModificationTime() < olderThanMs) {
        fs.delete(status.getPath(), false);
      }
    }
  }
}
