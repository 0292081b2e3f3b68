package org.kafkayarn.launcher.contract;

/**
 * How the containers that look at the hosts' disks speak to the ApplicationMaster that sent them:
 * HTTP at {@link #MASTER}, every request with {@code Authorization: Bearer <token>} and {@code
 * ?visit=N}. The token is the content of {@link #TOKEN_FILE} in the container's working directory.
 *
 * <ul>
 *   <li>{@code GET /question}: the {@link DataQuestion} of this visit.
 *   <li>{@code POST /alive}: the work goes on; wanted every few seconds.
 *   <li>{@code POST /answer}, body a {@link DataAnswer}: the end of the visit.
 * </ul>
 */
public final class InventoryProtocol {
  public static final String TOKEN_FILE = "inventory.token";

  /** Environment variable: host:port of the ApplicationMaster. */
  public static final String MASTER = "KAFKA_YARN_INVENTORY_MASTER";

  /** Environment variable: the number of the visit. */
  public static final String VISIT = "KAFKA_YARN_INVENTORY_VISIT";

  public static final String QUESTION = "/question";
  public static final String ALIVE = "/alive";
  public static final String ANSWER = "/answer";
  public static final String VISIT_PARAMETER = "visit";

  private InventoryProtocol() {}
}
