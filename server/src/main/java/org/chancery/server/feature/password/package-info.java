/** The part of In-Band Registration, XEP-0077, that changes one's own password. */
package org.chancery.server.feature.password;
