/** The command line: run, check-config, user, sql, audit; and how the process logs. */
package org.chancery.server.admin;
