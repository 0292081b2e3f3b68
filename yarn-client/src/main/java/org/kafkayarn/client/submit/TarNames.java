package org.kafkayarn.client.submit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.util.Optional;

/**
 * The names of the entries of a tar file, in its order. Understands ustar, and GNU's and pax' long
 * names as far as skipping them: what we look for is short.
 */
final class TarNames {
  private static final int BLOCK = 512;

  /** The bytes are no tar file's. */
  static final class NotATar extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    NotATar() {
      super("not a tar file");
    }
  }

  private final InputStream in;

  TarNames(InputStream in) {
    this.in = in;
  }

  /** The next name; empty at the end. */
  Optional<String> next() throws IOException {
    byte[] header = in.readNBytes(BLOCK);
    if (header.length == BLOCK && header[0] == 0) {
      return Optional.empty();
    }
    if (header.length == 0) {
      throw new EOFException("it ends without a tar file's end");
    }
    if (header.length < BLOCK) {
      throw new EOFException("it ends in the middle of an entry");
    }
    if (!isChecksumRight(header)) {
      throw new NotATar();
    }
    String name = text(header, 0, 100);
    String prefix = text(header, 257, 5).equals("ustar") ? text(header, 345, 155) : "";
    skip(size(header));
    return Optional.of(prefix.isEmpty() ? name : prefix + "/" + name);
  }

  private static boolean isChecksumRight(byte[] header) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    String written = text(header, 148, 8).strip();
    return written.matches("[0-7]+") && Long.parseLong(written, 8) == sum;
  }

  /** Octal digits; or, where they do not suffice, a binary number behind a mark. */
  private static long size(byte[] header) throws IOException {
    if ((header[124] & 0x80) != 0) {
      long size = 0;
      for (int i = 128; i < 136; i++) {
        size = (size << 8) | (header[i] & 0xff);
      }
      return size;
    }
    String octal = text(header, 124, 12).strip();
    if (!octal.matches("[0-7]*")) {
      throw new NotATar();
    }
    return octal.isEmpty() ? 0 : Long.parseLong(octal, 8);
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, from == 0 || from == 345 ? UTF_8 : US_ASCII);
  }

  private void skip(long size) throws IOException {
    try {
      in.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
    } catch (EOFException e) {
      throw new EOFException("it ends in the middle of an entry");
    }
  }
}
