/**
 * The configuration: HOCON in one file over the defaults of {@code reference.conf}, read by typed
 * getters that collect every problem instead of stopping at the first. A component reads its own
 * section into its own record with a static {@code from(Section)}.
 */
package org.chancery.server.config;
