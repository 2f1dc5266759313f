/** Logging in without a password of this server: what of it is configured, and opened. */
package org.chancery.server.signon;
