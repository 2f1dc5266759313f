/** How long the record is kept, by configuration and by schedule. */
package org.chancery.server.retention;
