package org.chancery.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InboxTest {
  private static final StreamEvent EVENT = new StreamEvent.Silent();

  private final Inbox inbox = new Inbox();

  @Test
  void aStreamThatRestsIsResumedOnceByTheNextEvent() throws InterruptedException {
    AtomicInteger resumed = new AtomicInteger();
    assertTrue(inbox.rest(resumed::incrementAndGet));
    assertEquals(0, resumed.get());
    inbox.add(EVENT);
    inbox.add(EVENT);
    assertEquals(1, resumed.get());
    assertEquals(2, inbox.size());
    assertEquals(EVENT, inbox.take());
  }

  @Test
  void aStreamWithAnEventDoesNotRest() {
    inbox.add(EVENT);
    AtomicInteger resumed = new AtomicInteger();
    assertFalse(inbox.rest(resumed::incrementAndGet));
    inbox.add(EVENT);
    assertEquals(0, resumed.get());
  }

  @Test
  void noEventIsLeftBehindWhenRestingAndAddingRace() throws InterruptedException {
    int events = 20_000;
    CountDownLatch taken = new CountDownLatch(events);
    AtomicInteger atWork = new AtomicInteger();
    AtomicInteger mostAtWork = new AtomicInteger();
    Runnable[] stream = new Runnable[1];
    stream[0] =
        () ->
            Thread.ofVirtual()
                .start(
                    () -> {
                      mostAtWork.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                      takeAll(taken);
                      rest(stream[0], taken, atWork);
                    });
    stream[0].run();
    for (int i = 0; i < events; i++) {
      inbox.add(EVENT);
      Thread.onSpinWait();
    }
    assertTrue(taken.await(2, TimeUnit.MINUTES), () -> taken.getCount() + " events left");
    assertEquals(1, mostAtWork.get());
  }

  private void rest(Runnable resume, CountDownLatch taken, AtomicInteger atWork) {
    atWork.decrementAndGet();
    while (!inbox.rest(resume)) {
      atWork.incrementAndGet();
      takeAll(taken);
      atWork.decrementAndGet();
    }
  }

  private void takeAll(CountDownLatch taken) {
    try {
      while (!inbox.isEmpty()) {
        inbox.take();
        taken.countDown();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
