/**
 * Logging in with a token of the company's identity provider: SASL OAUTHBEARER (RFC 7628) with
 * signed access tokens (RFC 7519, RFC 9068) and OpenID Connect Discovery 1.0.
 */
package org.chancery.auth.token;
