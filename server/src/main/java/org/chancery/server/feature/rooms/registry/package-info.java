/** The rooms that this node runs: found, created, let go. */
package org.chancery.server.feature.rooms.registry;
