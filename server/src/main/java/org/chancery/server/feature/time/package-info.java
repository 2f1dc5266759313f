/** Entity Time, XEP-0202: what time it is at the server. */
package org.chancery.server.feature.time;
