/** Placeholder. */
package org.chancery.server;
