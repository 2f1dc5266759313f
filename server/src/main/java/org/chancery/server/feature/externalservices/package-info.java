/**
 * External Service Discovery, XEP-0215: the STUN and TURN servers that calls need, with credentials
 * that soon expire.
 */
package org.chancery.server.feature.externalservices;
