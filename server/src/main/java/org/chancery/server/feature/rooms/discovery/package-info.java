/**
 * What a room service and its rooms tell about themselves: XEP-0030 and XEP-0045 section 6, cards
 * and pictures (XEP-0054, XEP-0486), and the search for rooms (XEP-0433).
 */
package org.chancery.server.feature.rooms.discovery;
