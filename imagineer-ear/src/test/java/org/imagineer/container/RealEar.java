package org.imagineer.container;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jboss.arquillian.container.test.api.Testable;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The EAR as Maven built it, with one more web module that carries a test into the server. */
final class RealEar {

  private static final String DESCRIPTOR = "META-INF/application.xml";

  private RealEar() {}

  static EnterpriseArchive with(Class<?> test) {
    WebArchive carrier =
        ShrinkWrap.create(WebArchive.class, "test.war")
            .addClass(test)
            .addAsWebInfResource(
                new StringAsset(
                    "<beans xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" bean-discovery-mode=\"all\"/>"),
                "beans.xml");
    EnterpriseArchive ear =
        ShrinkWrap.createFromZipFile(
            EnterpriseArchive.class, new File(System.getProperty("imagineer.ear")));
    String descriptor = text(ear);
    ear.delete(DESCRIPTOR);
    return ear.add(
            new StringAsset(
                descriptor.replace(
                    "</application>",
                    "<module><web><web-uri>test.war</web-uri><context-root>/test</context-root></web></module>"
                        + "</application>")),
            DESCRIPTOR)
        .addAsModule(Testable.archiveToTest(carrier));
  }

  private static String text(Archive<?> ear) {
    try (InputStream in = ear.get(DESCRIPTOR).getAsset().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
