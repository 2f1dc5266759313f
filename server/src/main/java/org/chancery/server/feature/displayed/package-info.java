/**
 * Message Displayed Synchronization, XEP-0490: what has been read, on all of a person's clients.
 */
package org.chancery.server.feature.displayed;
