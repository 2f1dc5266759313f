/**
 * The directories of the configuration: which ones are asked, in which order, and how they are
 * reached.
 */
package org.chancery.server.directory;
