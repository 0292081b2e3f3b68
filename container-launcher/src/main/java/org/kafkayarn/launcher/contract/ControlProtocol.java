package org.kafkayarn.launcher.contract;

/**
 * The control endpoint of a launcher: HTTP on {@link LaunchSpec#controlPort()}, every request with
 * {@code Authorization: Bearer <token>}. The token is the content of the file {@link #TOKEN_FILE}
 * in the container's working directory, private to the instance.
 *
 * <ul>
 *   <li>{@code GET /state?after=V&waitMs=N}: the {@link LauncherState} as soon as its version is
 *       greater than V, else after N ms (at most 60,000). Without parameters: at once.
 *   <li>{@code POST /start}, body a {@link LaunchSpec}: starts Kafka if none runs. With the startId
 *       of the running or last start: changes nothing.
 *   <li>{@code POST /stop?grantWaitMs=N}: asks Kafka for its controlled shutdown, as often as
 *       asked; answers at once. When no controller has granted it after N ms, Kafka closes its logs
 *       without; else after the five minutes that it waits by itself.
 *   <li>{@code POST /restart}, body a {@link LaunchSpec}: stop, then start, in the same container.
 *   <li>{@code POST /log-ends}, body names of partitions, one a line, at most {@link
 *       #MAX_PARTITIONS}: where their logs end on this node ({@link LogEndsText}); changes nothing.
 *   <li>{@code POST /rebuild-quorum}, body a {@link LaunchSpec}: ends Kafka, makes this node the
 *       only voter in its copy of the metadata log, and starts Kafka; answers when that is done.
 *       What only other voters had is lost.
 *   <li>{@code GET /logs}: the container's log files ({@link LogFilesText}).
 *   <li>{@code GET /log?file=NAME&lines=N}: the last N lines of one of them, at most {@link
 *       #MAX_LOG_BYTES}. The header {@link #LOG_NEXT} says where the next part begins.
 *   <li>{@code GET /log?file=NAME&from=NEXT&waitMs=N}: what stands behind that, as soon as there is
 *       something, else nothing after N ms. {@link #LOG_GAP} says that something before it is lost.
 *   <li>{@code GET /metrics?partitions=BOOL}: the metrics of the Kafka that runs, in Prometheus'
 *       text format, those of single partitions only when asked for.
 *   <li>{@code POST /exit}: stop, then the launcher ends with exit code 0.
 * </ul>
 *
 * Bodies are {@link java.util.Properties} text in UTF-8: the environment of {@link
 * LaunchEnvironment}, or the state of {@link LauncherStateText}. Any request from someone with the
 * token counts as word from an ApplicationMaster. Errors: 401, 400 with one line of text.
 */
public final class ControlProtocol {
  public static final String TOKEN_FILE = "control.token";
  public static final String STATE = "/state";
  public static final String START = "/start";
  public static final String STOP = "/stop";
  public static final String RESTART = "/restart";
  public static final String EXIT = "/exit";
  public static final String LOG_ENDS = "/log-ends";
  public static final String REBUILD_QUORUM = "/rebuild-quorum";
  public static final String LOG = "/log";
  public static final String LOGS = "/logs";
  public static final String METRICS = "/metrics";
  public static final String FILE = "file";
  public static final String LINES = "lines";
  public static final String FROM = "from";
  public static final String PARTITIONS = "partitions";
  public static final String LOG_NEXT = "Kafka-Yarn-Log-Next";
  public static final String LOG_GAP = "Kafka-Yarn-Log-Gap";
  public static final String GRANT_WAIT_MS = "grantWaitMs";
  public static final int MAX_LOG_BYTES = 1 << 20;
  public static final int MAX_PARTITIONS = 1_000;
  public static final String AFTER = "after";
  public static final String WAIT_MS = "waitMs";
  public static final int MAX_WAIT_MS = 60_000;

  private ControlProtocol() {}
}
