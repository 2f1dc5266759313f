"""Publishes a picture that everybody may see for ADDRESS (with PASSWORD), as a device of its own would: avatar.py ADDRESS PASSWORD RRGGBB"""

import hashlib
import ssl
import struct
import sys
import zlib

import slixmpp


def png(side, colour):
    """A picture of one colour."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes(colour) * side) * side
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Publisher(slixmpp.ClientXMPP):
    def __init__(self, address, password):
        super().__init__(address, password)
        self.register_plugin("xep_0004")
        self.register_plugin("xep_0084")
        self.ssl_context.check_hostname = False
        self.ssl_context.verify_mode = ssl.CERT_NONE
        self.add_event_handler("session_start", self.publish)

    async def publish(self, _):
        self.send_presence()
        picture = png(64, bytes.fromhex(sys.argv[3]))
        info = {"id": hashlib.sha1(picture).hexdigest(), "type": "image/png", "bytes": str(len(picture)),
                "width": "64", "height": "64"}
        everybody = self["xep_0004"].make_form(ftype="submit")
        everybody.add_field(var="FORM_TYPE", ftype="hidden", value="http://jabber.org/protocol/pubsub#publish-options")
        everybody.add_field(var="pubsub#access_model", value="open")
        await self["xep_0084"].publish_avatar(picture, options=everybody)
        await self["xep_0084"].publish_avatar_metadata([info], options=everybody)
        self.disconnect()


client = Publisher(sys.argv[1], sys.argv[2])
client.connect(("127.0.0.1", 5222))
client.process(forever=False)
