/**
 * What was said in a room: shown on entering (XEP-0045 section 7.2.13), asked for (XEP-0313), taken
 * back (XEP-0424, XEP-0425).
 */
package org.chancery.server.feature.rooms.history;
