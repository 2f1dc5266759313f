#!/usr/bin/python3
"""A chat client on slixmpp, driven by lines on standard input.

Arguments: ADDRESS HOST PORT starttls|direct CERTIFICATE; the password is in CHAT_PASSWORD.
Reads:  "subscribe ADDRESS", "say ADDRESS TEXT", "quit".
Prints: "contact ADDRESS GROUP..." for each in the roster, "online", "available ADDRESS", "message ADDRESS TEXT",
"failed REASON", "ended by CONDITION", "closed".
"""

import asyncio
import os
import sys

import slixmpp


def report(*words):
    print(*words, flush=True)


class Chat(slixmpp.ClientXMPP):
    def __init__(self, address, password, certificate):
        super().__init__(address, password)
        self.ca_certs = certificate
        self.auto_authorize = True
        self.auto_subscribe = True
        self.add_event_handler("session_start", self.started)
        self.add_event_handler("message", self.message_came)
        self.add_event_handler("got_online", self.contact_came)
        self.add_event_handler("stream_error", lambda why: report("ended by", why["condition"]))
        self.add_event_handler("failed_auth", lambda _: report("failed authentication"))
        self.add_event_handler("connection_failed", lambda why: report("failed", why))
        self.add_event_handler("ssl_invalid_chain", lambda why: report("failed", why))

    async def started(self, _):
        await self.get_roster()
        for address in self.client_roster.keys():
            report("contact", address, *self.client_roster[address]["groups"])
        self.send_presence()
        report("online")

    def message_came(self, message):
        if message["body"]:
            report("message", message["from"].bare, message["body"])

    def contact_came(self, presence):
        if presence["from"].bare != self.boundjid.bare:
            report("available", presence["from"].bare)

    def obey(self):
        line = sys.stdin.readline()
        command, _, rest = line.strip().partition(" ")
        if command == "subscribe":
            self.send_presence_subscription(pto=rest)
        elif command == "say":
            to, _, text = rest.partition(" ")
            self.send_message(mto=to, mbody=text, mtype="chat")
        else:
            self.loop.remove_reader(sys.stdin)
            self.disconnect()


def main():
    address, host, port, tls, certificate = sys.argv[1:]
    chat = Chat(address, os.environ["CHAT_PASSWORD"], certificate)
    chat.register_plugin("xep_0030")
    chat.register_plugin("xep_0199")
    chat.loop.add_reader(sys.stdin, chat.obey)
    if tls == "direct":
        chat.connect((host, int(port)), use_ssl=True, force_starttls=False, disable_starttls=True)
    else:
        chat.connect((host, int(port)), force_starttls=True)
    chat.loop.run_until_complete(chat.disconnected)
    report("closed")


main()
