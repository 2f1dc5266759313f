/** Who decides what in a room, and how: XEP-0045 sections 8 to 10. */
package org.chancery.server.feature.rooms.admin;
