/** The PostgreSQL that comes with the server: unpacked, started, watched and stopped by it. */
package org.chancery.storage.embedded;
