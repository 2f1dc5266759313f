package org.chancery.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class LibrariesTest {
  private static final Path ROOT = Path.of("..");
  private static final List<String> MODULES =
      List.of("protocol", "storage", "auth", "server", "bench");
  private static final String DELIVERED =
      "/project/dependencies/dependency[not(scope='test') and"
          + " not(starts-with(artifactId,'chancery-'))]/artifactId";

  @Test
  void whyEachLibraryWasChosenIsSaid() throws Exception {
    String said = Files.readString(ROOT.resolve("docs/decisions/0008-libraries.md"));
    List<String> unexplained = new ArrayList<>();
    for (String module : MODULES) {
      for (String library : libraries(ROOT.resolve(module).resolve("pom.xml"))) {
        if (!said.contains("`" + library + "`")) {
          unexplained.add(module + ": " + library);
        }
      }
    }
    assertEquals(List.of(), unexplained);
  }

  private static List<String> libraries(Path pom) throws Exception {
    Document document =
        DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(pom.toFile());
    XPath path = XPathFactory.newDefaultInstance().newXPath();
    NodeList found = (NodeList) path.evaluate(DELIVERED, document, XPathConstants.NODESET);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      names.add(found.item(i).getTextContent());
    }
    return names;
  }
}
