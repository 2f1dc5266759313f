/**
 * XMPP as data: addresses, elements, stanzas and errors. Nothing here blocks, holds a session or
 * knows a database.
 */
package org.chancery.protocol;
