/**
 * Logging in with a client certificate: SASL EXTERNAL (RFC 4422 appendix A) as RFC 6120 section
 * 13.7.1.2 and XEP-0178 use it.
 */
package org.chancery.auth.certificate;
