package org.chancery.server.feature.upload;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.Timestamps;
import org.chancery.server.routing.Origin;
import org.chancery.storage.files.UploadStore;

/** Gives people addresses to upload to, XEP-0363 section 4. Thread-safe. */
final class SlotRequests {
  /** Far more than anybody uploads at once; more are a client that went wrong. */
  private static final int WAITING = 100;

  private final UploadConfig config;
  private final Set<String> domains;
  private final UploadStore uploads;
  private final Slots slots;
  private final Clock clock;
  private final Supplier<String> ids;
  private final Supplier<String> base;

  /**
   * As configured.
   *
   * @param ids makes ids that can't be guessed
   * @param base what the addresses of files begin with
   */
  SlotRequests(FileUpload.Parts parts, Slots slots, Supplier<String> base) {
    this.config = parts.config();
    this.domains = parts.domains();
    this.uploads = parts.uploads();
    this.slots = slots;
    this.clock = parts.clock();
    this.ids = parts.ids();
    this.base = base;
  }

  Iq answer(Origin origin, Iq iq) {
    if (origin.session().isEmpty() || !domains.contains(origin.address().domain())) {
      throw new StanzaException(
          Condition.FORBIDDEN, "Only people of this server share files here.");
    }
    Slot slot = slot(origin, iq.payload());
    if (!config.allows(slot.type())) {
      throw new StanzaException(
          Condition.NOT_ACCEPTABLE, "Files of the type " + slot.type() + " can't be shared here.");
    }
    reserve(slot);
    return iq.result(element(slot));
  }

  private Slot slot(Origin origin, Element request) {
    String name =
        request
            .attribute("filename")
            .filter(it -> !it.isBlank())
            .orElseThrow(() -> new StanzaException(Condition.BAD_REQUEST, "The file has no name."));
    String type =
        request.attribute("content-type").flatMap(MediaTypes::read).orElse(MediaTypes.ANYTHING);
    return new Slot(
        ids.get(),
        origin.address(),
        origin.stream(),
        FileNames.clean(name),
        type,
        size(request),
        clock.instant().plus(config.slotLasts()));
  }

  private long size(Element request) {
    String size = request.attribute("size").orElse("");
    if (!size.matches("0*[1-9]\\d*")) {
      throw new StanzaException(
          Condition.BAD_REQUEST, "The size of the file must be a number greater than 0.");
    }
    String digits = size.replaceFirst("^0+", "");
    if (digits.length() > 18 || Long.parseLong(digits) > config.largest()) {
      throw new StanzaException(
          StanzaError.of(
                  Condition.NOT_ACCEPTABLE,
                  "The file is too large. The maximum is " + config.largest() + " bytes.")
              .withApplication(
                  Element.builder("file-too-large", FileUpload.NAMESPACE)
                      .add("max-file-size", Long.toString(config.largest()))
                      .build()));
    }
    return Long.parseLong(digits);
  }

  /**
   * The slot is promised first and taken back if that was too much: so two requests at once never
   * both get the last of what a person may share.
   */
  private void reserve(Slot slot) {
    slots.add(slot);
    boolean kept = false;
    try {
      requireFew(slot);
      requireWithinDay(slot);
      kept = true;
    } finally {
      if (!kept) {
        slots.end(slot);
      }
    }
  }

  private void requireFew(Slot slot) {
    List<Slot> waiting = slots.waitingOf(slot.uploader());
    if (waiting.size() > WAITING) {
      Instant first = waiting.stream().map(Slot::expires).min(Instant::compareTo).orElseThrow();
      throw tooMuch("You have asked for too many uploads that never came.", first);
    }
  }

  private void requireWithinDay(Slot slot) {
    Jid person = slot.uploader();
    Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
    // The promises are looked at first: what is uploaded meanwhile counts twice rather than never.
    long promised = slots.promisedTo(person);
    if (promised + uploads.bytesSince(person, today) > config.perPersonPerDay()) {
      throw tooMuch(
          "You have shared as much as you may in a day: "
              + config.perPersonPerDay()
              + " bytes. Please try again tomorrow.",
          today.plus(Duration.ofDays(1)));
    }
  }

  private static StanzaException tooMuch(String text, Instant again) {
    return new StanzaException(
        StanzaError.of(Condition.RESOURCE_CONSTRAINT, text)
            .withApplication(
                Element.builder("retry", FileUpload.NAMESPACE)
                    .attribute("stamp", Timestamps.format(again))
                    .build()));
  }

  private Element element(Slot slot) {
    String url = base.get() + slot.id() + "/" + FileNames.percentEncoded(slot.name());
    return Element.builder("slot", FileUpload.NAMESPACE)
        .add(Element.builder("put", FileUpload.NAMESPACE).attribute("url", url).build())
        .add(Element.builder("get", FileUpload.NAMESPACE).attribute("url", url).build())
        .build();
  }
}
