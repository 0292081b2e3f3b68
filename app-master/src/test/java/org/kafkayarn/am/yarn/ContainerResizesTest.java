package org.kafkayarn.am.yarn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerUpdateType;
import org.apache.hadoop.yarn.api.records.NodeId;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.UpdateContainerRequest;
import org.apache.hadoop.yarn.api.records.UpdatedContainer;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.YarnEvent;

/** What is asked of the ResourceManager for another size, and what its answers come to. */
class ContainerResizesTest {
  private static final ContainerId ID =
      ContainerId.fromString("container_1700000000000_0001_01_000002");

  private final GrantedContainers granted = new GrantedContainers();
  private final List<String> asked = new ArrayList<>();
  private final List<Container> told = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();

  private ContainerResizes resizes(Optional<String> obstacle) {
    granted.add(container(1024, 0));
    ContainerResizes resizes = new ContainerResizes(granted, this::note, obstacle, events::add);
    resizes.countVcores(false);
    return resizes;
  }

  private void note(Container container, UpdateContainerRequest request) {
    asked.add(
        request.getContainerUpdateType()
            + " "
            + request.getCapability().getMemorySize()
            + " v"
            + request.getContainerVersion());
  }

  private static Container container(int memoryMb, int version) {
    Container container =
        Container.newInstance(
            ID,
            NodeId.newInstance("a", 1),
            "a:8042",
            Resource.newInstance(memoryMb, 1),
            Priority.newInstance(1),
            null);
    container.setVersion(version);
    return container;
  }

  private static List<UpdatedContainer> update(
      ContainerUpdateType type, int memoryMb, int version) {
    return List.of(UpdatedContainer.newInstance(type, container(memoryMb, version)));
  }

  private static Action.ResizeContainer to(int memoryMb) {
    return new Action.ResizeContainer(new Held(ID.toString(), 0, "a", "", 0), memoryMb, 2, "why");
  }

  @Test
  void aSchedulerIsAskedForAnIncreaseOnceItHasAnsweredAtAll() {
    ContainerResizes resizes = resizes(Optional.empty());
    resizes.ask(to(2000), told::add);
    resizes.updated(update(ContainerUpdateType.DECREASE_RESOURCE, 1024, 1));
    assertEquals(List.of(), told);
    resizes.updated(update(ContainerUpdateType.INCREASE_RESOURCE, 2048, 2));
    assertEquals(List.of("DECREASE_RESOURCE 1024 v0", "INCREASE_RESOURCE 2000 v1"), asked);
    assertEquals(List.of(2), told.stream().map(Container::getVersion).toList());
  }

  @Test
  void whatAnEarlierAttemptWasGrantedIsToldWithANewToken() {
    ContainerResizes resizes = resizes(Optional.empty());
    granted.add(container(2048, 1));
    resizes.ask(to(2048), told::add);
    resizes.updated(update(ContainerUpdateType.DECREASE_RESOURCE, 2048, 2));
    assertEquals(List.of("DECREASE_RESOURCE 2048 v1"), asked);
    assertEquals(1, told.size());
  }

  @Test
  void theAnswerToAnEarlierRequestIsNotTheOneThatIsWaitedFor() {
    ContainerResizes resizes = resizes(Optional.empty());
    resizes.updated(update(ContainerUpdateType.DECREASE_RESOURCE, 1024, 1));
    resizes.ask(to(2048), told::add);
    resizes.ask(to(3072), told::add);
    resizes.updated(update(ContainerUpdateType.INCREASE_RESOURCE, 2048, 2));
    assertEquals(List.of(), told);
    assertEquals("INCREASE_RESOURCE 3072 v2", asked.get(2));
  }

  @Test
  void aContainerThatCannotGrowIsNotAskedFor() {
    ContainerResizes resizes = resizes(Optional.of("not here"));
    resizes.ask(to(2048), told::add);
    assertEquals(List.of(), asked);
    assertEquals(
        List.of(new YarnEvent.ContainerResized(0, ID.toString(), 2048, 2, Optional.of("not here"))),
        events);
    resizes.ask(to(512), told::add);
    assertEquals(List.of("DECREASE_RESOURCE 512 v0"), asked);
  }

  @Test
  void memoryAndVcoresDoNotChangeInOppositeDirections() {
    ContainerResizes resizes = resizes(Optional.empty());
    resizes.countVcores(true);
    resizes.ask(to(512), told::add);
    assertEquals(List.of(), asked);
    assertEquals(1, events.size());
  }

  @Test
  void aControlGroupOfTheContainersOwnBoundsItsMemory() {
    String own = "/hadoop-yarn/" + ID;
    assertTrue(ContainerCgroup.obstacle(List.of("0::" + own)).isPresent());
    assertTrue(ContainerCgroup.obstacle(List.of("4:memory:" + own)).isPresent());
    assertEquals(
        Optional.empty(),
        ContainerCgroup.obstacle(List.of("2:cpu,cpuacct:" + own, "4:memory:/user.slice")));
  }
}
