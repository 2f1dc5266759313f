/**
 * HTTP/1.1 (RFC 9112) for what features offer beside XMPP: one virtual thread for each connection,
 * plain blocking code. It knows no users and no features.
 */
package org.chancery.server.http;
