/**
 * What clients say they can do, Entity Capabilities, XEP-0115: asked once for each kind of client,
 * checked, and remembered.
 */
package org.chancery.server.feature.caps;
