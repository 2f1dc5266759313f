/**
 * Publish-Subscribe, XEP-0060, as one engine: at the accounts' own addresses (Personal Eventing,
 * XEP-0163, with XEP-0222 and XEP-0223) and at the service's domain.
 */
package org.chancery.server.feature.pubsub;
