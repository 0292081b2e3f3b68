package org.kafkayarn.client.submit;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.kafkayarn.am.spec.UserError;

/** What an archive must hold to be of use, told by the names of its entries alone. */
enum ArchiveKind {
  KAFKA(
      "-kafka",
      "a Kafka distribution (no libs/kafka_2.13-VERSION.jar in it)",
      "([^/]+/)?libs/kafka(_2\\.[0-9]+|-server)-[0-9][^/]*\\.jar",
      ".*-(sources|javadoc|test|scaladoc|test-sources)\\.jar"),
  JDK("-jdk", "a JDK (no bin/java in it)", "([^/]+/){0,3}bin/java(\\.exe)?", ""),
  /** Of a task: whatever it holds. */
  TASK("archives", "an archive with something in it", ".*", ""),
  /** Of a task: any file, which is not unpacked. */
  FILE("files", "", ".*", "");

  private final String option;
  private final String expected;
  private final Pattern wanted;
  private final Pattern unwanted;

  ArchiveKind(String option, String expected, String wanted, String unwanted) {
    this.option = option;
    this.expected = expected;
    this.wanted = Pattern.compile(wanted);
    this.unwanted = Pattern.compile(unwanted);
  }

  String option() {
    return option;
  }

  /** Refuses a name that YARN would not unpack (FSDownload, Hadoop 3.3.6). */
  void checkName(String name) {
    if (this != FILE && !name.toLowerCase(Locale.ROOT).matches(".+\\.(tar|tgz|tar\\.gz|zip)")) {
      throw new UserError(
          option
              + " "
              + name
              + ": not an archive that YARN unpacks: .tgz, .tar.gz, .tar or .zip"
              + (this == TASK ? ". Give what is not to be unpacked with files (-file)" : ""));
    }
  }

  /** Reads until the content is known to be of this kind, and refuses one that is not. */
  void checkContent(String name, InputStream content) throws IOException {
    if (this == FILE) {
      return;
    }
    try {
      if (!isHeldBy(name.toLowerCase(Locale.ROOT), new BufferedInputStream(content, 1 << 16))) {
        throw new UserError(option + " " + name + ": not " + expected);
      }
    } catch (EOFException | ZipException | TarNames.NotATar e) {
      throw new UserError(option + " " + name + ": a broken archive: " + e.getMessage(), e);
    }
  }

  private boolean isHeldBy(String name, InputStream in) throws IOException {
    if (name.endsWith(".zip")) {
      ZipInputStream zip = new ZipInputStream(in);
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        if (matches(e.getName())) {
          return true;
        }
      }
      return false;
    }
    TarNames tar = new TarNames(name.endsWith(".tar") ? in : new GZIPInputStream(in, 1 << 16));
    for (Optional<String> e = tar.next(); e.isPresent(); e = tar.next()) {
      if (matches(e.get())) {
        return true;
      }
    }
    return false;
  }

  private boolean matches(String entry) {
    String plain = entry.startsWith("./") ? entry.substring(2) : entry;
    return wanted.matcher(plain).matches() && !unwanted.matcher(plain).matches();
  }
}
