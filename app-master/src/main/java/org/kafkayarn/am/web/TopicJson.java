package org.kafkayarn.am.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.kafkayarn.am.kafka.PartitionView;
import org.kafkayarn.am.kafka.TopicView;
import org.kafkayarn.am.kafka.Topics;

/** Topics, their partitions and what becomes of them, as the API writes them. */
final class TopicJson {
  private TopicJson() {}

  static ObjectNode topics(List<TopicView> topics) {
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    ArrayNode list = body.putArray("topics");
    topics.forEach(topic -> list.add(topic(topic)));
    return body;
  }

  static ObjectNode topic(TopicView topic) {
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    body.put("name", topic.name());
    body.put("internal", topic.internal());
    body.put("partitions", topic.partitions().size());
    body.put("replicationFactor", topic.replicationFactor());
    body.put("minInSyncReplicas", topic.minInSync());
    body.set("config", StatusFeed.JSON.valueToTree(topic.config()));
    topic.bytes().ifPresent(bytes -> body.put("bytes", bytes));
    body.put("underReplicated", topic.underReplicated());
    body.put("underMinIsr", topic.underMinIsr());
    body.put("offline", topic.offline());
    body.set("leaders", StatusFeed.JSON.valueToTree(topic.leaders()));
    return body;
  }

  static ObjectNode partitions(List<TopicView> topics) {
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    ArrayNode list = body.putArray("partitions");
    topics.forEach(
        topic -> topic.partitions().forEach(part -> list.add(partition(topic.name(), part))));
    return body;
  }

  private static ObjectNode partition(String topic, PartitionView part) {
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    body.put("topic", topic);
    body.put("partition", part.number());
    part.leader().ifPresent(leader -> body.put("leader", leader));
    body.set("replicas", StatusFeed.JSON.valueToTree(part.replicas()));
    body.set("isr", StatusFeed.JSON.valueToTree(part.isr()));
    body.put("underReplicated", part.underReplicated());
    body.put("offline", part.offline());
    part.bytes().ifPresent(bytes -> body.put("bytes", bytes));
    return body;
  }

  static ObjectNode made(Topics.Made made, boolean dryRun) {
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    body.put("name", made.name());
    body.put("partitions", made.partitions());
    body.put("replicationFactor", made.replicationFactor());
    if (!made.replicas().isEmpty()) {
      body.set("replicas", StatusFeed.JSON.valueToTree(made.replicas()));
    }
    body.put("dryRun", dryRun);
    return body;
  }

  static ObjectNode changed(String name, List<String> changes, boolean dryRun) {
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    body.put("name", name);
    body.set("changes", StatusFeed.JSON.valueToTree(changes));
    body.put("dryRun", dryRun);
    return body;
  }

  static ObjectNode elections(List<Topics.Election> elections, boolean dryRun) {
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    ArrayNode list = body.putArray("elections");
    for (Topics.Election election : elections) {
      ObjectNode one = list.addObject();
      one.put("topic", election.topic());
      one.put("partition", election.partition());
      election.from().ifPresent(from -> one.put("from", from));
      one.put("to", election.to());
      election.failure().ifPresent(why -> one.put("failure", why));
    }
    body.put("dryRun", dryRun);
    return body;
  }
}
