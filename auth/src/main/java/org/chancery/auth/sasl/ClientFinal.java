package org.chancery.auth.sasl;

import java.util.Base64;

/**
 * A SCRAM client's last message, RFC 5802 section 7.
 *
 * @param binding the GS2 header and channel binding data, decoded
 * @param nonce both ends' nonce
 * @param proof the client's proof, decoded
 * @param withoutProof the message up to the proof: part of what is signed
 */
record ClientFinal(byte[] binding, String nonce, byte[] proof, String withoutProof) {

  static ClientFinal parse(String message) throws MalformedMessageException {
    int proof = message.lastIndexOf(",p=");
    if (proof < 0) {
      throw new MalformedMessageException("The message has no proof.");
    }
    String withoutProof = message.substring(0, proof);
    String[] attributes = withoutProof.split(",", -1);
    if (attributes.length < 2
        || !attributes[0].startsWith("c=")
        || !attributes[1].startsWith("r=")) {
      throw new MalformedMessageException("The message must have a channel binding and a nonce.");
    }
    return new ClientFinal(
        decode(attributes[0].substring(2)),
        attributes[1].substring(2),
        decode(message.substring(proof + 3)),
        withoutProof);
  }

  private static byte[] decode(String base64) throws MalformedMessageException {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException("The message is not valid Base64.");
    }
  }
}
