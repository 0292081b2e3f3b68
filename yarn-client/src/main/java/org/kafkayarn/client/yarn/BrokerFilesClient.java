package org.kafkayarn.client.yarn;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.launcher.contract.ControlProtocol;
import org.kafkayarn.launcher.contract.LogFile;
import org.kafkayarn.launcher.contract.LogSlice;

/** {@link BrokerFiles} over the ApplicationMaster's API. */
final class BrokerFilesClient implements BrokerFiles {
  /** Above the ApplicationMaster's patience with a launcher. */
  private static final Duration ANSWER = Duration.ofSeconds(20);

  /** A GET of the API that is answered with 200, or fails. */
  interface Get {
    HttpResponse<String> of(String path, Duration within) throws IOException;
  }

  private final Get get;

  BrokerFilesClient(Get get) {
    this.get = get;
  }

  @Override
  public List<LogFile> logs(int broker) throws IOException {
    try {
      return List.of(
          AmClient.JSON.readValue(
              get.of("/brokers/" + broker + "/logs", ANSWER).body(), LogFile[].class));
    } catch (JsonProcessingException e) {
      throw new IOException("no list of log files: " + OneLine.of(e), e);
    }
  }

  @Override
  public LogSlice log(int broker, String file, int lines) throws IOException {
    return slice(broker, file, ControlProtocol.LINES + "=" + lines, ANSWER);
  }

  @Override
  public LogSlice logAfter(int broker, String file, String next, Duration wait) throws IOException {
    String query =
        "%s=%s&%s=%d"
            .formatted(
                ControlProtocol.FROM,
                URLEncoder.encode(next, UTF_8),
                ControlProtocol.WAIT_MS,
                wait.toMillis());
    return slice(broker, file, query, ANSWER.plus(wait));
  }

  private LogSlice slice(int broker, String file, String query, Duration within)
      throws IOException {
    HttpResponse<String> answer =
        get.of(
            "/brokers/%d/log?%s=%s&%s"
                .formatted(broker, ControlProtocol.FILE, URLEncoder.encode(file, UTF_8), query),
            within);
    return new LogSlice(
        answer.body(),
        answer.headers().firstValue(ControlProtocol.LOG_NEXT).orElse(""),
        answer.headers().firstValue(ControlProtocol.LOG_GAP).isPresent());
  }

  @Override
  public String metrics(int broker, boolean partitions) throws IOException {
    return get.of(
            "/brokers/%d/metrics?%s=%s".formatted(broker, ControlProtocol.PARTITIONS, partitions),
            ANSWER)
        .body();
  }
}
