package org.chancery.auth.ldap;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.chancery.auth.NeedsPrograms;
import org.chancery.auth.TestCa;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the tests of several classes one {@link SambaDomain}, since it takes some ten seconds to
 * make. Each test uses people and groups of its own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@NeedsPrograms({"samba", "samba-tool"})
@ExtendWith(SambaShared.Provider.class)
public @interface SambaShared {

  /** Starts the domain when it is first asked for; JUnit closes it after the last class. */
  final class Provider implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == SambaDomain.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(SambaShared.class))
          .getOrComputeIfAbsent(
              "domain", _ -> SambaDomain.start(new TestCa("Test domain CA")), SambaDomain.class);
    }
  }
}
