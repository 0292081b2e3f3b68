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
 *   <li>{@code POST /stop}: asks Kafka for its controlled shutdown, as often as asked; answers at
 *       once.
 *   <li>{@code POST /restart}, body a {@link LaunchSpec}: stop, then start, in the same container.
 *   <li>{@code POST /log-ends}, body names of partitions, one a line, at most {@link
 *       #MAX_PARTITIONS}: where their logs end on this node ({@link LogEndsText}); changes nothing.
 *   <li>{@code POST /rebuild-quorum}, body a {@link LaunchSpec}: ends Kafka, makes this node the
 *       only voter in its copy of the metadata log, and starts Kafka; answers when that is done.
 *       What only other voters had is lost.
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
  public static final int MAX_PARTITIONS = 1_000;
  public static final String AFTER = "after";
  public static final String WAIT_MS = "waitMs";
  public static final int MAX_WAIT_MS = 60_000;

  private ControlProtocol() {}
}
