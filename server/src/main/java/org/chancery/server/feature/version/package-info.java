/** Software Version, XEP-0092: what this server is, without telling what it runs on. */
package org.chancery.server.feature.version;
