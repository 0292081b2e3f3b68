package org.kafkayarn.client.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.function.BooleanSupplier;

/** An output that drops what is written while it is muted. */
final class MutableOutput extends FilterOutputStream {
  private final BooleanSupplier muted;

  private MutableOutput(PrintStream out, BooleanSupplier muted) {
    super(out);
    this.muted = muted;
  }

  static PrintStream of(PrintStream out, BooleanSupplier muted) {
    return new PrintStream(new MutableOutput(out, muted), true, UTF_8);
  }

  @Override
  public void write(int b) throws IOException {
    if (!muted.getAsBoolean()) {
      out.write(b);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (!muted.getAsBoolean()) {
      out.write(bytes, offset, length);
    }
  }
}
