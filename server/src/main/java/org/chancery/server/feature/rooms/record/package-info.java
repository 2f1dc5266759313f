/** What a room does, on record before it is announced. */
package org.chancery.server.feature.rooms.record;
