/**
 * What the directory says about people goes on record when they log in, so that it is known for
 * every time.
 */
package org.chancery.server.feature.people;
