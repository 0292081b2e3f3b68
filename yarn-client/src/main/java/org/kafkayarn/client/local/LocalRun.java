package org.kafkayarn.client.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.kafkayarn.client.command.Surroundings;
import org.kafkayarn.client.text.Console;

/**
 * One run of local mode: YARN up, Kafka up, and both down again. The operator's Ctrl-C may come at
 * any time, in a thread of its own.
 */
final class LocalRun {
  private static final Duration KAFKA_STOP = Duration.ofSeconds(90);

  /** The whole of {@link #stop()}, with some time for YARN's end. */
  static final Duration LONGEST_STOP = KAFKA_STOP.plusSeconds(60);

  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int GOES_ON = 3;

  private final Surroundings surroundings;
  private final LocalCommand.Program program;
  private final String name;
  private Optional<EmbeddedYarn> yarn = Optional.empty();
  private OptionalInt submitted = OptionalInt.empty();
  private boolean submitting;
  private boolean stopping;

  LocalRun(Surroundings surroundings, LocalCommand.Program program, String name) {
    this.surroundings = surroundings;
    this.program = program;
    this.name = name;
  }

  EmbeddedYarn start(EmbeddedYarnOptions options) {
    EmbeddedYarn started = options.start();
    synchronized (this) {
      yarn = Optional.of(started);
    }
    return started;
  }

  /** Returns the exit code of the submission. */
  int submit(EmbeddedYarn on, List<String> options) {
    synchronized (this) {
      submitting = true;
    }
    List<String> args = new ArrayList<>(List.of("submit", "-name", name));
    args.addAll(options);
    // After Ctrl-C it sees the end of the cluster that it waits for, which is no news then.
    Console untilStopped =
        new Console(
            MutableOutput.of(System.out, this::isStopping),
            MutableOutput.of(System.err, this::isStopping));
    int code = run(on, args, untilStopped);
    synchronized (this) {
      submitting = false;
      submitted = OptionalInt.of(code);
    }
    return code;
  }

  synchronized boolean isStopping() {
    return stopping;
  }

  /** Kafka first, while YARN still serves; then YARN. Returns the exit code of the whole. */
  int stop() {
    Optional<EmbeddedYarn> up;
    boolean kafkaUp;
    int code;
    synchronized (this) {
      stopping = true;
      up = yarn;
      code = submitted.orElse(DONE);
      kafkaUp = submitting || (submitted.isPresent() && (code == DONE || code == GOES_ON));
    }
    Console console = surroundings.console();
    if (up.isPresent() && kafkaUp) {
      console.progress("stopping Kafka in order");
      if (stopKafka(up.get()) != DONE) {
        console.warn("Kafka was not stopped in order: its next start takes longer");
        code = FAILED;
      }
    }
    if (up.isPresent()) {
      console.progress("stopping YARN");
      up.get().close();
      console.progress("stopped");
    }
    return code;
  }

  private int stopKafka(EmbeddedYarn on) {
    List<String> args = List.of("stop", "-name", name, "-timeout", KAFKA_STOP.toSeconds() + "s");
    return run(on, args, new Console(System.out, System.err));
  }

  /** The same program as on any YARN, with the configuration of this one. */
  private int run(EmbeddedYarn on, List<String> args, Console console) {
    Surroundings local =
        new Surroundings(
            console,
            on::configuration,
            surroundings.yarn(),
            surroundings.am(),
            surroundings.distribution(),
            surroundings.pause(),
            surroundings.clock());
    return program.run(args.toArray(String[]::new), local);
  }
}
