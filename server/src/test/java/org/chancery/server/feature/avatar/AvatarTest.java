package org.chancery.server.feature.avatar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.chancery.protocol.Element;
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

  private static void publishes(TestClient client) {
    publishes(client, "presence");
  }

  private static void publishes(TestClient client, String access) {
    publish(
        client,
        "urn:xmpp:avatar:data",
        access,
        "<data xmlns='urn:xmpp:avatar:data'>" + BASE64 + "</data>");
    publish(
        client,
        "urn:xmpp:avatar:metadata",
        access,
        "<metadata xmlns='urn:xmpp:avatar:metadata'>"
            + "<info bytes='12' id='elsewhere' type='image/png' url='http://example.org/a.png'/>"
            + "<info bytes='12' id='%s' type='image/png'/></metadata>".formatted(PHOTO.hash()));
  }

  private static void publish(TestClient client, String node, String access, String payload) {
    client.sends(
        ("<iq type='set' id='p'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish"
                + " node='%s'><item id='%s'>%s</item></publish><publish-options><x"
                + " xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>"
                + "<value>http://jabber.org/protocol/pubsub#publish-options</value></field><field"
                + " var='pubsub#access_model'><value>%s</value></field></x></publish-options>"
                + "</pubsub></iq>")
            .formatted(node, PHOTO.hash(), payload, access));
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

  private static void enters(TestClient client, String nick, String... shown) {
    client.sends(
        "<presence to='tea@rooms.localhost/%s'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
            .formatted(nick));
    for (String each : shown) {
      client.receives("<presence from='tea@rooms.localhost/%s'/>".formatted(each));
    }
    client.receives("<message type='groupchat'><subject/></message>");
  }

  @Test
  void aNewPictureIsShownInRoomsUnderThePresentNickname() {
    TestClient alice = server.connects("alice");
    enters(alice, "Al", "Al");
    alice.sends(
        "<iq type='set' id='i' to='tea@rooms.localhost'><query"
            + " xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data'"
            + " type='submit'/></query></iq>");
    alice.receives("<iq type='result' id='i'/>");
    TestClient bob = server.connects("bob");
    enters(bob, "Bob", "Al", "Bob");
    alice.sends("<presence to='tea@rooms.localhost/Ali'><status>tea time</status></presence>");
    bob.receives("<presence from='tea@rooms.localhost/Al' type='unavailable'/>");
    bob.receives("<presence from='tea@rooms.localhost/Ali'/>");
    publishes(alice, "open");
    bob.receives(
        shows("tea@rooms.localhost/Ali", PHOTO.hash())
            .replace("<x", "<status>tea time</status><x"));
    bob.sends(
        "<iq type='get' id='g' to='tea@rooms.localhost/Ali'><vCard xmlns='vcard-temp'/></iq>");
    bob.receives(
        "<iq type='result' id='g'><vCard xmlns='vcard-temp'><PHOTO><BINVAL>%s</BINVAL></PHOTO></vCard></iq>"
            .formatted(PHOTO.base64()));
  }

  @Test
  void nobodyIsShownTheHashOfAPictureThatTheyMayNotSee() {
    TestClient alice = server.online("alice");
    publishes(alice);
    TestClient bob = server.online("bob");
    alice.sends("<presence to='bob@localhost'/>");
    Element seen = bob.receives("<presence from='alice@localhost/desk'/>");
    assertTrue(seen.child("x", "vcard-temp:x:update").isEmpty());
  }

  @Test
  void aClientThatShowsNoPictureIsTakenAtItsWord() {
    server.befriends("alice", "bob");
    TestClient bob = server.online("bob");
    TestClient alice = server.connects("alice");
    publishes(alice);
    alice.sends("<presence><x xmlns='vcard-temp:x:update'><photo/></x></presence>").settles();
    Element seen = bob.receives("<presence from='alice@localhost/desk'/>");
    assertEquals(
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
    Element seen = alice.receives("<presence/>");
    assertEquals(
        "", seen.child("x", "vcard-temp:x:update").orElseThrow().childText("photo").orElseThrow());
  }

  @Test
  void metadataWithoutItsPictureShowsNothing() {
    TestClient alice = server.connects("alice");
    publish(
        alice,
        "urn:xmpp:avatar:metadata",
        "presence",
        "<metadata xmlns='urn:xmpp:avatar:metadata'><info bytes='12' id='%s' type='image/png'/></metadata>"
            .formatted(PHOTO.hash()));
    alice.sends("<presence/>");
    Element seen = alice.receives("<presence/>");
    assertTrue(seen.child("x", "vcard-temp:x:update").isEmpty());
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
