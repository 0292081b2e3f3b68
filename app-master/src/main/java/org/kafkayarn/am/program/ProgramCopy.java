package org.kafkayarn.am.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.jar.JarFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** Copies a program to this machine, and makes sure that it is the one that was meant. */
public final class ProgramCopy {
  /** The name that the launch script expects. */
  public static final String JAR = "kafka-yarn.jar";

  private static final String MASTER = "org/kafkayarn/am/ApplicationMaster.class";

  private ProgramCopy() {}

  /** A copy that cannot be had, whoever asks again. */
  public static final class WrongProgram extends IOException {
    private static final long serialVersionUID = 1L;

    WrongProgram(String line) {
      super(line);
    }
  }

  /**
   * Puts the program's jar into the folder, whole or not at all.
   *
   * @throws WrongProgram what is there is not the program
   */
  public static Path fetch(Program program, Configuration conf, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path partial = folder.resolve(JAR + ".part");
    org.apache.hadoop.fs.Path source = new org.apache.hadoop.fs.Path(program.jar());
    FileSystem fs = source.getFileSystem(conf);
    MessageDigest digest = sha256();
    try (InputStream in = fs.open(source);
        OutputStream out = new DigestOutputStream(Files.newOutputStream(partial), digest)) {
      in.transferTo(out);
    }
    if (Files.size(partial) != program.bytes()) {
      throw new WrongProgram(
          "%s has %d bytes and not %d: upload it again"
              .formatted(program.jar(), Files.size(partial), program.bytes()));
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(program.sha256())) {
      throw new WrongProgram(
          "%s has the SHA-256 %s and not %s: upload it again"
              .formatted(program.jar(), found, program.sha256()));
    }
    requireMaster(program, partial);
    return Files.move(partial, folder.resolve(JAR), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void requireMaster(Program program, Path file) throws WrongProgram {
    try (JarFile jar = new JarFile(file.toFile())) {
      if (jar.getEntry(MASTER) != null) {
        return;
      }
    } catch (IOException e) {
      throw new WrongProgram(program.jar() + " is no jar: " + e.getMessage());
    }
    throw new WrongProgram(program.jar() + " is no kafka-yarn.jar: it has no ApplicationMaster");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
