package org.kafkayarn.client.text;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the client writes: results to {@code out}, all else to {@code err}, so that results can be
 * piped.
 */
public final class Console {
  private static final int WIDTH = 79;

  private final PrintStream out;
  private final PrintStream err;
  private final Function<String, Optional<String>> terminal;
  private final boolean overwrites;
  private final long started = System.nanoTime();
  private boolean verbose;
  private String lastProgress = "";
  private boolean open;
  private volatile Optional<String> farewell = Optional.empty();

  public Console(PrintStream out, PrintStream err) {
    this(out, err, question -> Optional.empty());
  }

  /**
   * @param terminal asks who sits there; empty when nobody does
   */
  public Console(PrintStream out, PrintStream err, Function<String, Optional<String>> terminal) {
    this(out, err, terminal, false);
  }

  /**
   * @param terminal asks who sits there; empty when nobody does
   * @param overwrites what is written to {@code err} is seen on a terminal, where a line can take
   *     the place of the one before
   */
  public Console(
      PrintStream out,
      PrintStream err,
      Function<String, Optional<String>> terminal,
      boolean overwrites) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.overwrites = overwrites;
  }

  /** The operator's answer; empty when there is none to ask. */
  public Optional<String> ask(String question) {
    return terminal.apply(question).map(String::strip);
  }

  public void setVerbose(boolean verbose) {
    this.verbose = verbose;
  }

  public boolean isVerbose() {
    return verbose;
  }

  /** A line of the result. */
  public void print(String line) {
    close();
    out.println(line);
    out.flush();
  }

  /** A part of the result, of any number of lines, whose last may have no end. */
  public void write(String text) {
    out.print(text);
    out.flush();
  }

  /** What goes on; said once as long as it stays the same. */
  public void progress(String line) {
    if (!line.equals(lastProgress)) {
      lastProgress = line;
      close();
      err.println(timed(line));
      err.flush();
    }
  }

  private String timed(String line) {
    double seconds = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
    return String.format(Locale.ROOT, "%6.1fs  %s", seconds, line);
  }

  /** How far something is: on a terminal in the place of what was said last. */
  public void update(String line) {
    if (!overwrites) {
      progress(line);
      return;
    }
    String timed = timed(line);
    // A line that wraps could not be taken back.
    err.print("\r\u001b[K" + timed.substring(0, Math.min(WIDTH, timed.length())));
    err.flush();
    open = true;
  }

  /** Ends the line that can be overwritten: what follows begins a new one. */
  private void close() {
    if (open) {
      open = false;
      err.println();
    }
  }

  public void warn(String line) {
    close();
    err.println("Warning: " + line);
  }

  public void error(String line) {
    close();
    err.println("Error: " + line);
  }

  /** More about what went wrong, indented. */
  public void detail(String line) {
    close();
    err.println("  " + line);
  }

  public void trace(Throwable e) {
    if (verbose) {
      close();
      e.printStackTrace(err);
    }
  }

  /** What to say when the operator interrupts the wait now; empty: nothing. */
  public void setFarewell(Optional<String> line) {
    farewell = line;
  }

  /** Says goodbye when there is something that goes on without us. */
  public void interrupted() {
    farewell.ifPresent(
        line -> {
          err.println();
          err.println(line);
          err.flush();
        });
  }
}
