/**
 * XMPP streams, RFC 6120 sections 4 and 11: bytes from a peer to elements, and the stream header
 * both ways. Free of any network library; the caller brings the bytes.
 */
package org.chancery.protocol.stream;
