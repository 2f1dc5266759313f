/** What a room is: its settings, its members, who is in it, and the lane in which it changes. */
package org.chancery.server.feature.rooms.state;
