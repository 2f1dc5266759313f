/** XEP-0494, Client Access Management: people make, see and revoke passwords of single devices. */
package org.chancery.server.feature.devices;
