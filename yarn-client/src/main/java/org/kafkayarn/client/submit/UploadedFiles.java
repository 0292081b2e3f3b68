package org.kafkayarn.client.submit;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.kafkayarn.am.store.ClusterHome;

/**
 * Files by their content, beside the clusters' homes: what one submission has uploaded, no later
 * one of any cluster uploads again.
 */
final class UploadedFiles {
  private static final String DIRECTORY = ".archives";
  private static final FsPermission PRIVATE_DIRECTORY = new FsPermission((short) 0700);
  private static final FsPermission PRIVATE_FILE = new FsPermission((short) 0600);

  private final FileSystem fs;
  private final Path root;

  private UploadedFiles(FileSystem fs, Path root) {
    this.fs = fs;
    this.root = root;
  }

  static UploadedFiles of(Configuration conf) throws IOException {
    Path root = new Path(ClusterHome.root(conf), DIRECTORY);
    return new UploadedFiles(root.getFileSystem(conf), root);
  }

  /** Where the local file is, or will be. */
  Path place(java.nio.file.Path local) throws IOException {
    return new Path(new Path(root, sha256(local)), local.getFileName().toString());
  }

  /** Whether the whole file is there. */
  boolean holds(java.nio.file.Path local, Path place) throws IOException {
    try {
      return fs.getFileStatus(place).getLen() == Files.size(local);
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** Copies the file to its place, which then holds all of it or what it held before. */
  void upload(java.nio.file.Path local, Path place) throws IOException {
    makeDirectory(root);
    makeDirectory(place.getParent());
    Path temporary = new Path(place.getParent(), ".tmp-" + UUID.randomUUID());
    try {
      try (InputStream in = Files.newInputStream(local);
          FSDataOutputStream out =
              fs.create(
                  temporary,
                  PRIVATE_FILE,
                  true,
                  1 << 16,
                  fs.getDefaultReplication(temporary),
                  fs.getDefaultBlockSize(temporary),
                  null)) {
        in.transferTo(out);
      }
      // One of another size can only be a part, from a writer without this care.
      fs.delete(place, false);
      if (!fs.rename(temporary, place) && !holds(local, place)) {
        throw new IOException("cannot rename " + temporary + " to " + place);
      }
    } finally {
      fs.delete(temporary, false);
    }
  }

  private void makeDirectory(Path directory) throws IOException {
    if (!fs.exists(directory)) {
      fs.mkdirs(directory, PRIVATE_DIRECTORY);
      fs.setPermission(directory, PRIVATE_DIRECTORY);
    }
  }

  static String sha256(java.nio.file.Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
