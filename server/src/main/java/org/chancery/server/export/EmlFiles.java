package org.chancery.server.export;

import jakarta.activation.DataHandler;
import jakarta.activation.FileDataSource;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Each message as a mail (RFC 5322) in a file of its own, a thousand in a directory: the text, and
 * the message as it was accepted as an attachment. Not thread-safe.
 */
final class EmlFiles {
  private static final int IN_DIRECTORY = 1_000;
  private static final int BOUNDARY = 16;
  private static final String UTF_8 = StandardCharsets.UTF_8.name();

  private final Path directory;
  private final Session session;

  EmlFiles(Path directory) {
    this.directory = directory;
    Properties properties = new Properties();
    // Addresses may have letters of any language.
    properties.setProperty("mail.mime.allowutf8", "true");
    this.session = Session.getInstance(properties);
  }

  /**
   * Writes one.
   *
   * @param files that it links to
   * @param number of the message in the export, from 0
   * @return the line for the list of digests, as sha256sum would print and check it
   */
  String write(ExportRow row, List<SharedFile> files, long number) throws IOException {
    String name =
        "eml/%06d/%s.eml".formatted(number / IN_DIRECTORY, row.value("message_id").orElse(""));
    Path file = directory.resolve(name);
    if (number % IN_DIRECTORY == 0) {
      Files.createDirectories(file.getParent());
    }
    MessageDigest sha256 = ExportFile.sha256();
    try (OutputStream out =
        new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), sha256)) {
      write(row, files, out);
    }
    return HexFormat.of().formatHex(sha256.digest()) + "  " + name + "\n";
  }

  private void write(ExportRow row, List<SharedFile> files, OutputStream out) throws IOException {
    try {
      MimeMessage mail = new Mail(session, "<" + row.value("message_id").orElse("") + "@chancery>");
      mail.setFrom(address(row.value("sender")));
      mail.setRecipient(Message.RecipientType.TO, address(row.value("recipient")));
      mail.setSentDate(Date.from(Instant.parse(row.value("sent_at").orElseThrow())));
      mail.setSubject(row.value("conversation").orElse("message"), UTF_8);
      for (String column : new String[] {"type", "changes", "changes_client_id", "policy"}) {
        row.value(column)
            .ifPresent(value -> header(mail, "X-Chancery-" + column.replace('_', '-'), value));
      }
      mail.setContent(parts(row, files));
      mail.saveChanges();
      mail.writeTo(out);
    } catch (MessagingException e) {
      throw new IOException("message " + row.value("message_id").orElse("") + " is no mail", e);
    }
  }

  private MimeMultipart parts(ExportRow row, List<SharedFile> files) throws MessagingException {
    MimeBodyPart text = new MimeBodyPart();
    text.setText(row.value("body").orElse(""), UTF_8);
    MimeBodyPart original = new MimeBodyPart();
    original.setText(row.value("xml").orElse(""), UTF_8, "xml");
    original.setFileName("message.xml");
    Parts parts = new Parts(row);
    parts.addBodyPart(text);
    parts.addBodyPart(original);
    for (SharedFile file : files) {
      if (file.problem().isEmpty()) {
        parts.addBodyPart(attached(file));
      }
    }
    return parts;
  }

  /** Read when the mail is written: a file may be larger than the memory. */
  private MimeBodyPart attached(SharedFile file) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setDataHandler(
        new DataHandler(new FileDataSource(directory.resolve(file.path()).toFile())));
    part.setHeader("Content-Type", file.type());
    part.setHeader("Content-Transfer-Encoding", "base64");
    part.setFileName(file.name());
    return part;
  }

  private static InternetAddress address(Optional<String> jid) {
    InternetAddress address = new InternetAddress();
    address.setAddress(jid.orElse("unknown"));
    return address;
  }

  private static void header(MimeMessage mail, String name, String value) {
    try {
      mail.setHeader(name, MimeUtility.encodeText(value, UTF_8, "B"));
    } catch (MessagingException | UnsupportedEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * With a boundary that is the same whenever it is exported; as it is a digest of what it bounds,
   * nobody can write it into a message. Half of the digest is short enough to stand in one piece,
   * which not every mail program can put together again.
   */
  private static final class Parts extends MimeMultipart {
    Parts(ExportRow row) throws MessagingException {
      String content = row.value("body").orElse("") + row.value("xml").orElse("");
      byte[] digest = ExportFile.sha256().digest(content.getBytes(StandardCharsets.UTF_8));
      ContentType type = new ContentType(getContentType());
      type.setParameter("boundary", HexFormat.of().formatHex(digest, 0, BOUNDARY));
      contentType = type.toString();
    }
  }

  /** With an id that is the same whenever it is exported. */
  private static final class Mail extends MimeMessage {
    private final String id;

    Mail(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
