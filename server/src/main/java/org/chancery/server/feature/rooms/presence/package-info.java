/** Who is in a room, and who is told: entering, leaving, nicknames (XEP-0045 section 7). */
package org.chancery.server.feature.rooms.presence;
