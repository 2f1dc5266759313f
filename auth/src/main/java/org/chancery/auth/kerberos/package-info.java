/** Logging in with a Kerberos ticket: SASL GSSAPI (RFC 4752) by the JDK's Kerberos. */
package org.chancery.auth.kerberos;
