/** What a room sends, and how it reaches people (XEP-0045, XEP-0421). */
package org.chancery.server.feature.rooms.stanzas;
