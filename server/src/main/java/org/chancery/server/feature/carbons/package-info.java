/** Message Carbons, XEP-0280: a person's other devices see what one of them sends and receives. */
package org.chancery.server.feature.carbons;
