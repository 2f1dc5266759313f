/** Rooms that belong to groups of the directory: membership follows the group. */
package org.chancery.server.feature.rooms.groups;
