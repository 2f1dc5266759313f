/**
 * Client State Indication, XEP-0352: a device in a pocket is not woken up for presence and typing.
 */
package org.chancery.server.feature.clientstate;
