/** What a feature is, where it may hook in, and the ordered list of all features. */
package org.chancery.server.feature;
