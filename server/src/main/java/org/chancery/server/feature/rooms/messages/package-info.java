/** What people say in a room, to everybody or to one (XEP-0045 sections 7.4 to 7.8, 7.13, 8.1). */
package org.chancery.server.feature.rooms.messages;
