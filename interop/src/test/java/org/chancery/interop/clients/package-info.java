/** Other people's chat clients, without a screen, talking through a server. */
package org.chancery.interop.clients;
