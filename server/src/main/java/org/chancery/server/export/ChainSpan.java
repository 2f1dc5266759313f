package org.chancery.server.export;

/**
 * The first and the last exported row of one server's chain.
 *
 * @param messages how many were exported of it
 * @param first the earliest row
 * @param last the latest row
 */
record ChainSpan(long messages, ExportRow first, ExportRow last) {

  static ChainSpan of(ExportRow only) {
    return new ChainSpan(1, only, only);
  }

  ChainSpan and(ExportRow next) {
    return new ChainSpan(messages + 1, first, next);
  }
}
