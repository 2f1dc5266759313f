/** Last Activity, XEP-0012: since when the server runs, and when people were there last. */
package org.chancery.server.feature.lastactivity;
