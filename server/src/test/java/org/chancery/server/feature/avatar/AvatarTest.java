package org.chancery.server.feature.avatar;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AvatarTest {
  private static final byte[] IMAGE = "\u0089PNG picture".getBytes(StandardCharsets.ISO_8859_1);
  private static final Photo PHOTO = Photo.of(IMAGE, "");
  private static final String BASE64 = Base64.getMimeEncoder().encodeToString(IMAGE);
  private static final String VCARD =
      "<iq type='set' id='v'><vCard"
          + " xmlns='vcard-temp'><NICKNAME>Al</NICKNAME><PHOTO><TYPE>image/png</TYPE><BINVAL>"
          + BASE64
          + "</BINVAL></PHOTO></vCard></iq>";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private static void publishes(TestClient client, String... options) {
    publish(
        client, "urn:xmpp:avatar:data", "<data xmlns='urn:xmpp:avatar:data'>" + BASE64 + "</data>");
    publish(
        client,
        "urn:xmpp:avatar:metadata",
        "<metadata xmlns='urn:xmpp:avatar:metadata'>"
            + "<info bytes='12' id='elsewhere' type='image/png' url='http://example.org/a.png'/>"
            + "<info bytes='12' id='%s' type='image/png'/></metadata>".formatted(PHOTO.hash()));
  }

  private static void publish(TestClient client, String node, String payload) {
    client.sends(
        "<iq type='set' id='p'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='%s'><item id='%s'>%s</item></publish></pubsub></iq>"
            .formatted(node, PHOTO.hash(), payload));
    client.receives("<iq type='result' id='p'/>");
  }

  private static String shows(String who, String hash) {
    return "<presence from='%s'><x xmlns='vcard-temp:x:update'><photo>%s</photo></x></presence>"
        .formatted(who, hash);
  }

  @Test
  void aPublishedPictureIsShownInPresenceAtOnceAndLater() {
    server.befriends("alice", "bob");
    TestClient bob = server.online("bob");
    TestClient alice = server.online("alice");
    bob.receives("<presence from='alice@localhost/desk'/>");
    publishes(alice);
    bob.receives(shows("alice@localhost/desk", PHOTO.hash()));
    TestClient phone = server.connects("alice/phone");
    phone.sends("<presence><x xmlns='vcard-temp:x:update'/></presence>");
    bob.receives(shows("alice@localhost/phone", PHOTO.hash()));
  }

  @Test
  void aClientThatShowsNoPictureIsTakenAtItsWord() {
    server.befriends("alice", "bob");
    TestClient bob = server.online("bob");
    TestClient alice = server.connects("alice");
    publishes(alice);
    alice.sends("<presence><x xmlns='vcard-temp:x:update'><photo/></x></presence>").settles();
    org.chancery.protocol.Element seen = bob.receives("<presence from='alice@localhost/desk'/>");
    org.junit.jupiter.api.Assertions.assertEquals(
        "", seen.child("x", "vcard-temp:x:update").orElseThrow().childText("photo").orElseThrow());
  }

  @Test
  void aPublishedPictureStandsInTheCardForThoseWhoMaySeeIt() {
    server.befriends("alice", "bob");
    TestClient alice = server.online("alice");
    publishes(alice);
    TestClient bob = server.online("bob");
    bob.sends("<iq type='get' id='g' to='alice@localhost'><vCard xmlns='vcard-temp'/></iq>");
    bob.receives(
        "<iq type='result' id='g'><vCard xmlns='vcard-temp'><PHOTO><TYPE>image/png</TYPE><BINVAL>%s</BINVAL></PHOTO></vCard></iq>"
            .formatted(PHOTO.base64()));
    TestClient eve = server.online("eve");
    eve.sends("<iq type='get' id='g' to='alice@localhost'><vCard xmlns='vcard-temp'/></iq>");
    eve.receives("<iq type='error' id='g'/>");
  }

  @Test
  void aPictureInACardIsPublished() {
    TestClient alice = server.connects("alice").isInterestedIn("urn:xmpp:avatar:metadata");
    alice.sends(VCARD).receives("<iq type='result' id='v'/>");
    alice.receives(
        ("<message type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'><items"
                + " node='urn:xmpp:avatar:metadata'><item id='%s'><metadata"
                + " xmlns='urn:xmpp:avatar:metadata'><info id='%s' type='image/png'"
                + " bytes='12'/></metadata></item></items></event></message>")
            .formatted(PHOTO.hash(), PHOTO.hash()));
    TestClient eve = server.online("eve");
    eve.sends(
        "<iq type='get' id='g' to='alice@localhost'><pubsub"
            + " xmlns='http://jabber.org/protocol/pubsub'><items"
            + " node='urn:xmpp:avatar:data'/></pubsub></iq>");
    eve.receives(
        "<iq type='result' id='g'><pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:avatar:data'><item id='%s'><data xmlns='urn:xmpp:avatar:data'>%s</data></item></items></pubsub></iq>"
            .formatted(PHOTO.hash(), PHOTO.base64()));
  }

  @Test
  void theSamePictureAgainChangesNothing() {
    TestClient alice = server.connects("alice").isInterestedIn("urn:xmpp:avatar:metadata");
    alice.sends(VCARD).receives("<iq type='result' id='v'/>");
    alice.receives("<message type='headline'/>");
    alice.settles();
    alice.sends(VCARD).receives("<iq type='result' id='v'/>");
    alice.receivesNo("message");
  }

  @Test
  void aCardWithoutAPictureTakesItAway() {
    TestClient alice = server.online("alice");
    alice.sends(VCARD).receives("<iq type='result' id='v'/>");
    alice.receives(shows("alice@localhost/desk", PHOTO.hash()));
    alice
        .sends("<iq type='set' id='w'><vCard xmlns='vcard-temp'><FN>Al</FN></vCard></iq>")
        .receives("<iq type='result' id='w'/>");
    org.chancery.protocol.Element seen = alice.receives("<presence/>");
    org.junit.jupiter.api.Assertions.assertEquals(
        "", seen.child("x", "vcard-temp:x:update").orElseThrow().childText("photo").orElseThrow());
  }

  @Test
  void metadataWithoutItsPictureShowsNothing() {
    TestClient alice = server.connects("alice");
    publish(
        alice,
        "urn:xmpp:avatar:metadata",
        "<metadata xmlns='urn:xmpp:avatar:metadata'><info bytes='12' id='%s' type='image/png'/></metadata>"
            .formatted(PHOTO.hash()));
    alice.sends("<presence/>");
    org.chancery.protocol.Element seen = alice.receives("<presence/>");
    org.junit.jupiter.api.Assertions.assertTrue(seen.child("x", "vcard-temp:x:update").isEmpty());
  }

  @Test
  void aBrokenPictureIsRefused() {
    TestClient alice = server.online("alice");
    alice.sends(VCARD.replace(BASE64, "no base64 at all!"));
    alice.receives(
        "<iq type='error' id='v'><error><not-acceptable"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
  }
}
