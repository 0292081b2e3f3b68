package org.kafkayarn.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.kafkayarn.launcher.contract.ControlProtocol;
import org.kafkayarn.launcher.contract.FailureClass;

/**
 * What YARN tells every container about itself, and the token of this one.
 *
 * @param workDir the container's working directory; dies with it
 * @param logDirs the container's log directories; its standard streams are in any of them
 * @param localDirs the NodeManager's good local directories
 */
record ContainerContext(
    String containerId, Path workDir, List<Path> logDirs, List<Path> localDirs, String token) {

  /** Where Kafka's logs are. */
  Path logDir() {
    return logDirs.get(0);
  }

  /** {@code toString} must not tell the token. */
  @Override
  public String toString() {
    return containerId;
  }

  static ContainerContext of(Map<String, String> environment, Path workDir) throws LaunchFailure {
    String logDirs = required(environment, "LOG_DIRS");
    return new ContainerContext(
        required(environment, "CONTAINER_ID"),
        workDir,
        Arrays.stream(logDirs.split(",", -1)).map(Path::of).toList(),
        localDirs(required(environment, LocalDirs.VARIABLE)),
        token(workDir.resolve(ControlProtocol.TOKEN_FILE)));
  }

  private static String required(Map<String, String> environment, String name)
      throws LaunchFailure {
    String value = environment.get(name);
    if (value == null || value.isEmpty()) {
      throw new LaunchFailure(
          FailureClass.BAD_ENVIRONMENT,
          "the environment lacks " + name + ": is this process a YARN container?");
    }
    return value;
  }

  private static List<Path> localDirs(String value) throws LaunchFailure {
    try {
      return LocalDirs.of(value);
    } catch (IllegalArgumentException e) {
      throw new LaunchFailure(FailureClass.BAD_ENVIRONMENT, e.getMessage());
    }
  }

  private static String token(Path file) throws LaunchFailure {
    String token;
    try {
      token = Files.readString(file).strip();
    } catch (IOException e) {
      throw new LaunchFailure(
          FailureClass.BAD_ENVIRONMENT, "cannot read the control token " + file + ": " + e);
    }
    if (token.isEmpty()) {
      throw new LaunchFailure(
          FailureClass.BAD_ENVIRONMENT, "the control token " + file + " is empty");
    }
    return token;
  }
}
