/**
 * SASL mechanisms, server side (RFC 4422): pure exchanges over bytes, free of XMPP and of sockets.
 */
package org.chancery.auth.sasl;
