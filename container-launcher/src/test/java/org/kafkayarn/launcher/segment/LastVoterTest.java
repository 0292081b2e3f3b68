package org.kafkayarn.launcher.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.VotersRecord;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastVoterTest {
  private static final String DIRECTORY = "cF_4NUq4QnClVtoAeTEShQ";

  @TempDir Path data;

  private static byte[] kafkas(long offset, int epoch, long at, int id, String host, int port) {
    VotersRecord.Endpoint endpoint =
        new VotersRecord.Endpoint().setName("CONTROLLER").setHost(host).setPort(port);
    VotersRecord.Voter voter =
        new VotersRecord.Voter()
            .setVoterId(id)
            .setVoterDirectoryId(Uuid.fromString(DIRECTORY))
            .setEndpoints(new VotersRecord.EndpointCollection(List.of(endpoint).iterator()))
            .setKRaftVersionFeature(
                new VotersRecord.KRaftVersionFeature()
                    .setMinSupportedVersion((short) 0)
                    .setMaxSupportedVersion((short) 1));
    ByteBuffer batch =
        MemoryRecords.withVotersRecord(
                offset,
                at,
                epoch,
                ByteBuffer.allocate(4096),
                new VotersRecord().setVersion((short) 0).setVoters(List.of(voter)))
            .buffer();
    byte[] bytes = new byte[batch.remaining()];
    batch.get(bytes);
    return bytes;
  }

  @Test
  void theBatchIsByteForByteTheOneThatKafkaWrites() {
    for (String host : List.of("127.0.0.1", "broker-7.rack-2.example.org", "h".repeat(200))) {
      assertArrayEquals(
          kafkas(1_000_000, 77, 1_700_000_000_000L, 300, host, 65_000),
          VotersBatch.of(
              1_000_000,
              77,
              1_700_000_000_000L,
              300,
              DIRECTORY,
              new VotersBatch.Listener("CONTROLLER", host, 65_000)));
    }
  }

  @Test
  void whatIsBehindTheFirstDamageIsCutOff() throws Exception {
    Path log = data.resolve(LastVoter.LOG);
    Path damaged = KafkaSegments.write(log, 100, 12, 4);
    Path behind = KafkaSegments.write(log, 124, 3, 5);
    KafkaSegments.cut(damaged, Files.size(damaged) - 3);
    LastVoter.Written written =
        LastVoter.write(data, 3, DIRECTORY, "CONTROLLER", "127.0.0.1", 9093, 5_000);
    assertEquals(122, written.offset());
    assertFalse(Files.exists(behind));
    assertTrue(Files.exists(behind.resolveSibling(behind.getFileName() + ".cut")));
    assertEquals(
        123, new PartitionLog(log).end(false, 0).orElseThrow().endOffset(), "the new record");
  }

  @Test
  void theRecordFollowsTheLastWholeBatchInALaterEpochThanAnyVote() throws Exception {
    Path log = data.resolve(LastVoter.LOG);
    Path segment = KafkaSegments.write(log, 100, 12, 4);
    KafkaSegments.cut(segment, Files.size(segment) - 3);
    Files.writeString(
        log.resolve("quorum-state"),
        "{\"leaderId\":2,\"leaderEpoch\":9,\"votedId\":-1,\"data_version\":1}");
    LastVoter.Written written =
        LastVoter.write(data, 3, DIRECTORY, "CONTROLLER", "127.0.0.1", 9093, 5_000);
    assertEquals(122, written.offset());
    assertEquals(1009, written.epoch());
    assertEquals(5, written.previousEpoch());
    List<RecordBatch> batches = new ArrayList<>();
    try (FileRecords records = FileRecords.open(segment.toFile())) {
      records.batches().forEach(batches::add);
      RecordBatch last = batches.get(batches.size() - 1);
      last.ensureValid();
      assertEquals(12, batches.size(), "the torn one is gone, the new one is there");
      assertEquals(122, last.baseOffset());
      assertEquals(1009, last.partitionLeaderEpoch());
      assertEquals(
          ControlRecordType.KRAFT_VOTERS, ControlRecordType.parse(last.iterator().next().key()));
    }
  }
}
