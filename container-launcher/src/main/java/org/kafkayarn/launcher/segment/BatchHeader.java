package org.kafkayarn.launcher.segment;

import java.nio.ByteBuffer;

/**
 * The fixed part of a record batch of Kafka's format 2, which is all that Kafka writes since 4.0
 * (DefaultRecordBatch): offset, length, epoch, magic, checksum, and what the checksum covers.
 */
record BatchHeader(
    long baseOffset, int sizeBytes, int epoch, byte magic, int checksum, int lastOffsetDelta) {
  /** Offset and length, which the length does not count. */
  static final int OVERHEAD = 12;

  static final int BYTES = 61;
  static final int CHECKED_FROM = 21;
  static final byte MAGIC = 2;

  static BatchHeader read(ByteBuffer from) {
    return new BatchHeader(
        from.getLong(0),
        from.getInt(8) + OVERHEAD,
        from.getInt(12),
        from.get(16),
        from.getInt(17),
        from.getInt(23));
  }

  boolean plausible() {
    return magic == MAGIC && sizeBytes >= BYTES && lastOffsetDelta >= 0;
  }

  long nextOffset() {
    return baseOffset + lastOffsetDelta + 1;
  }
}
