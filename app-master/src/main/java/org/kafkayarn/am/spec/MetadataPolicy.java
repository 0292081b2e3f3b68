package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * Which {@code metadata.version} is finalized without a command.
 *
 * @param level the one that is meant by {@link Kind#AT}; 0 else
 */
public record MetadataPolicy(Kind kind, int level) {
  /** What is done when all nodes could do more than is finalized. */
  public enum Kind {
    /** Nothing. */
    KEEP,
    /** The highest that all nodes know is finalized. */
    LATEST,
    /** One is finalized as soon as all nodes know it. */
    AT
  }

  static final MetadataPolicy DEFAULT = new MetadataPolicy(Kind.KEEP, 0);
  static final SpecValue<MetadataPolicy> VALUE = new Value();

  public MetadataPolicy {
    requireNonNull(kind);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case KEEP -> "keep";
      case LATEST -> "latest";
      case AT -> MetadataVersion.name(level);
    };
  }

  private static final class Value extends SpecValue<MetadataPolicy> {
    @Override
    MetadataPolicy parse(String label, String text) {
      return switch (text.strip()) {
        case "keep" -> DEFAULT;
        case "latest" -> new MetadataPolicy(Kind.LATEST, 0);
        default -> new MetadataPolicy(Kind.AT, MetadataVersion.level(label, text.strip()));
      };
    }

    @Override
    JsonNode write(MetadataPolicy value) {
      return JsonNodeFactory.instance.textNode(value.toString());
    }
  }
}
