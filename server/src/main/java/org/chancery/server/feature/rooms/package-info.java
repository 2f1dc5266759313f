/**
 * Rooms: Multi-User Chat, XEP-0045, with what belongs to it. Each room does one thing after the
 * other, in the order of the record.
 */
package org.chancery.server.feature.rooms;
