// A chat client on @xmpp/client, driven by lines on standard input.
//
// Arguments: ADDRESS HOST PORT starttls|direct; the password is in CHAT_PASSWORD, and the server's
// certificate is made known by NODE_EXTRA_CA_CERTS.
// Reads:  "subscribe ADDRESS", "say ADDRESS TEXT", "quit".
// Prints: "online", "available ADDRESS", "message ADDRESS TEXT", "failed REASON", "closed".

import { createInterface } from "node:readline";

import { client, jid, xml } from "@xmpp/client";

const [address, host, port, tls] = process.argv.slice(2);
const me = jid(address);
const report = (...words) => console.log(words.join(" "));

const xmpp = client({
  service: `${tls === "direct" ? "xmpps" : "xmpp"}://${host}:${port}`,
  domain: me.domain,
  username: me.local,
  password: process.env.CHAT_PASSWORD,
});
xmpp.reconnect.stop();

xmpp.on("error", (error) => report("failed", error.message));

xmpp.on("online", async () => {
  await xmpp.iqCaller.get(xml("query", { xmlns: "jabber:iq:roster" }));
  await xmpp.send(xml("presence"));
  report("online");
});

xmpp.on("stanza", async (stanza) => {
  const from = stanza.attrs.from ? jid(stanza.attrs.from).bare().toString() : me.toString();
  if (stanza.is("message") && stanza.getChildText("body")) {
    report("message", from, stanza.getChildText("body"));
  } else if (stanza.is("presence") && stanza.attrs.type === "subscribe") {
    await xmpp.send(xml("presence", { to: from, type: "subscribed" }));
    await xmpp.send(xml("presence", { to: from, type: "subscribe" }));
  } else if (stanza.is("presence") && !stanza.attrs.type && from !== me.toString()) {
    report("available", from);
  }
});

xmpp.iqCallee.set("jabber:iq:roster", "query", () => true);

const obey = async (line) => {
  const [command, to, ...words] = line.trim().split(" ");
  if (command === "subscribe") {
    await xmpp.send(xml("presence", { to, type: "subscribe" }));
  } else if (command === "say") {
    await xmpp.send(xml("message", { to, type: "chat" }, xml("body", {}, words.join(" "))));
  } else {
    await xmpp.stop();
    report("closed");
    process.exit(0);
  }
};

createInterface({ input: process.stdin }).on("line", (line) => {
  obey(line).catch((error) => report("failed", error.message));
});

await xmpp.start().catch((error) => report("failed", error.message));
