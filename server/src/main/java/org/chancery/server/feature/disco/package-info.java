/** Service Discovery, XEP-0030, and the server's own Entity Capabilities, XEP-0115. */
package org.chancery.server.feature.disco;
