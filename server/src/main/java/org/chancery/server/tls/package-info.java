/**
 * The server's certificate and key, from the admin's PEM files or self-signed, as a TLS context.
 */
package org.chancery.server.tls;
