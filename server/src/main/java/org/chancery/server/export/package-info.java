/** Exports of the record for people and programs: read as the legal role, written row by row. */
package org.chancery.server.export;
