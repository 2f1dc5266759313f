/** PostgreSQL: one store per concern, SQL beside its method. Knows no network and no sessions. */
package org.chancery.storage;
