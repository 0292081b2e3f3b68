package org.kafkayarn.am.kafka;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Kafka, or the edge to it, does not do what was asked for topics or quotas; nothing has changed.
 */
public final class TopicRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** How LogConfig and ConfigException (4.3.1) name the setting that is wrong. */
  private static final Pattern SETTING =
      Pattern.compile(
          "(?:Unknown topic config name: |.* for configuration )([\\w.-]+).*", Pattern.DOTALL);

  /** What another request could make of it. */
  public enum Kind {
    /** There is no such topic, or no such quota. */
    ABSENT,
    /** There is one already. */
    EXISTS,
    /** The request is wrong. */
    MISTAKE,
    /** It cannot be done, or not now. */
    IMPOSSIBLE
  }

  private final Kind kind;
  private final transient Optional<String> field;

  public TopicRefusedException(Kind kind, String line, Optional<String> field) {
    super(line);
    this.kind = kind;
    this.field = field;
  }

  static TopicRefusedException field(String field, String why) {
    return new TopicRefusedException(Kind.MISTAKE, field + ": " + why, Optional.of(field));
  }

  public static TopicRefusedException absent(String topic) {
    return new TopicRefusedException(Kind.ABSENT, "there is no topic " + topic, Optional.empty());
  }

  /** What Kafka's controller has answered. */
  static TopicRefusedException of(Throwable cause) {
    String why = Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
    if (cause instanceof UnknownTopicOrPartitionException) {
      return new TopicRefusedException(Kind.ABSENT, "there is no such topic", Optional.empty());
    }
    if (cause instanceof TopicExistsException) {
      return new TopicRefusedException(Kind.EXISTS, "name: " + why, Optional.of("name"));
    }
    if (cause instanceof InvalidTopicException) {
      return field("name", why);
    }
    if (cause instanceof InvalidPartitionsException) {
      return field("partitions", why);
    }
    if (cause instanceof InvalidReplicationFactorException) {
      return field("replicationFactor", why);
    }
    if (cause instanceof InvalidReplicaAssignmentException) {
      return field("brokers", why);
    }
    // Some of those above are kinds of it.
    if (cause instanceof InvalidConfigurationException) {
      return setting(why);
    }
    return cause instanceof PolicyViolationException || cause instanceof InvalidRequestException
        ? new TopicRefusedException(Kind.MISTAKE, "Kafka refuses it: " + why, Optional.empty())
        : new TopicRefusedException(
            Kind.IMPOSSIBLE,
            "Kafka refuses it: " + cause.getClass().getSimpleName() + ": " + why,
            Optional.empty());
  }

  private static TopicRefusedException setting(String why) {
    Matcher named = SETTING.matcher(why);
    return named.matches() ? field("config." + named.group(1), why) : field("config", why);
  }

  public Kind kind() {
    return kind;
  }

  /** What in the request is wrong. */
  public Optional<String> field() {
    return field;
  }
}
