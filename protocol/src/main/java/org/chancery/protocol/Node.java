package org.chancery.protocol;

/** A child of an {@link Element}: another element, or character data. Immutable. */
public sealed interface Node permits Element, Text {}
