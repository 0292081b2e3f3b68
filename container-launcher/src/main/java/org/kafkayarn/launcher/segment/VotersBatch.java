package org.kafkayarn.launcher.segment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * A record batch with Kafka's control record that names the voters (VotersRecord, version 0 of
 * Kafka 4.3.1): here one, on one listener.
 */
final class VotersBatch {
  /** ControlRecordType.KRAFT_VOTERS. */
  private static final short KRAFT_VOTERS = 6;

  private static final short CONTROL = 0x20;
  private static final short MAX_KRAFT_VERSION = 1;
  private static final int ROOM = 2048;

  private VotersBatch() {}

  static byte[] of(
      long offset, int epoch, long timestampMs, int voter, String directoryId, Listener listener) {
    ByteBuffer out = ByteBuffer.allocate(ROOM);
    out.position(BatchHeader.BYTES);
    record(out, value(voter, directoryId, listener));
    int size = out.position();
    out.putLong(0, offset);
    out.putInt(8, size - BatchHeader.OVERHEAD);
    out.putInt(12, epoch);
    out.put(16, BatchHeader.MAGIC);
    out.putShort(21, CONTROL);
    out.putInt(23, 0); // last offset delta
    out.putLong(27, timestampMs);
    out.putLong(35, timestampMs);
    out.putLong(43, -1); // producer id, epoch, sequence: none
    out.putShort(51, (short) -1);
    out.putInt(53, -1);
    out.putInt(57, 1); // records
    CRC32C crc = new CRC32C();
    crc.update(out.array(), BatchHeader.CHECKED_FROM, size - BatchHeader.CHECKED_FROM);
    out.putInt(17, (int) crc.getValue());
    byte[] batch = new byte[size];
    out.flip().get(batch);
    return batch;
  }

  /** How the voter is reached by other controllers. */
  record Listener(String name, String host, int port) {}

  private static byte[] value(int voter, String directoryId, Listener listener) {
    ByteBuffer out = ByteBuffer.allocate(ROOM);
    out.putShort((short) 0); // version
    out.put((byte) 2); // one voter: lengths are written as themselves plus one
    out.putInt(voter);
    out.put(Base64.getUrlDecoder().decode(directoryId));
    out.put((byte) 2); // one endpoint
    text(out, listener.name());
    text(out, listener.host());
    out.putShort((short) listener.port());
    out.put((byte) 0); // no tagged fields
    out.putShort((short) 0).putShort(MAX_KRAFT_VERSION).put((byte) 0);
    out.put((byte) 0).put((byte) 0);
    byte[] value = new byte[out.position()];
    out.flip().get(value);
    return value;
  }

  private static void text(ByteBuffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    unsigned(out, bytes.length + 1);
    out.put(bytes);
  }

  private static void record(ByteBuffer out, byte[] value) {
    ByteBuffer body = ByteBuffer.allocate(ROOM);
    body.put((byte) 0).put((byte) 0).put((byte) 0); // attributes, deltas of time and offset
    signed(body, 4);
    body.putShort((short) 0).putShort(KRAFT_VOTERS); // the key
    signed(body, value.length);
    body.put(value);
    signed(body, 0); // headers
    body.flip();
    signed(out, body.remaining());
    out.put(body);
  }

  private static void signed(ByteBuffer out, int value) {
    unsigned(out, (value << 1) ^ (value >> 31));
  }

  private static void unsigned(ByteBuffer out, int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      out.put((byte) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }
}
