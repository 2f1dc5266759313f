/** Private XML Storage, XEP-0049: what a person's clients keep for themselves. */
package org.chancery.server.feature.privatexml;
