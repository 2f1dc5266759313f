/** The record: one row before anything is delivered, by group commit. */
package org.chancery.server.audit;
