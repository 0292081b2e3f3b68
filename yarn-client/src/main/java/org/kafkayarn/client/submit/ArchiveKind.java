package org.kafkayarn.client.submit;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

  /**
   * Reads until the content is known to be of this kind, and refuses one that is not.
   *
   * @param whole it is read to its end, so that one that is cut off is refused too
   * @return the entry that tells
   */
  String checkContent(String name, InputStream content, boolean whole) throws IOException {
    if (this == FILE) {
      return "";
    }
    try {
      return entry(name.toLowerCase(Locale.ROOT), new BufferedInputStream(content, 1 << 16), whole)
          .orElseThrow(() -> new UserError(option + " " + name + ": not " + expected));
    } catch (EOFException | ZipException | TarNames.NotATar e) {
      throw new UserError(
          option
              + " "
              + name
              + ": a broken archive: "
              + (e.getMessage() == null ? "it is cut off" : e.getMessage()),
          e);
    }
  }

  private Optional<String> entry(String name, InputStream in, boolean whole) throws IOException {
    if (name.endsWith(".zip")) {
      ZipInputStream zip = new ZipInputStream(in);
      return first(() -> Optional.ofNullable(zip.getNextEntry()).map(ZipEntry::getName), whole);
    }
    InputStream plain = name.endsWith(".tar") ? in : new GZIPInputStream(in, 1 << 16);
    Optional<String> first = first(new TarNames(plain)::next, whole);
    if (whole) {
      // Behind the tar's end is the check sum of the compressed file.
      var unused = plain.transferTo(OutputStream.nullOutputStream());
    }
    return first;
  }

  private interface Names {
    Optional<String> next() throws IOException;
  }

  private Optional<String> first(Names names, boolean whole) throws IOException {
    Optional<String> first = Optional.empty();
    for (Optional<String> e = names.next(); e.isPresent(); e = names.next()) {
      if (first.isEmpty() && matches(e.get())) {
        first = e;
      }
      if (first.isPresent() && !whole) {
        break;
      }
    }
    return first;
  }

  private boolean matches(String entry) {
    String plain = entry.startsWith("./") ? entry.substring(2) : entry;
    return wanted.matcher(plain).matches() && !unwanted.matcher(plain).matches();
  }
}
