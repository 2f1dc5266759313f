package org.chancery.auth;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The tests talk to real programs. Where one is missing the class is left out, and the build lists
 * it with the reason; with {@code CI=true} in the environment it fails instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsPrograms.Condition.class)
public @interface NeedsPrograms {

  /** Their names, looked for in the path and where Debian keeps those for administrators. */
  String[] value();

  /** Looks for the programs. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      List<String> missing =
          AnnotationSupport.findAnnotation(context.getElement(), NeedsPrograms.class).stream()
              .flatMap(needs -> Arrays.stream(needs.value()))
              .filter(program -> Programs.path(program).isEmpty())
              .toList();
      if (missing.isEmpty()) {
        return ConditionEvaluationResult.enabled("everything is there");
      }
      if (Boolean.parseBoolean(System.getenv("CI"))) {
        throw new IllegalStateException("these programs must be installed: " + missing);
      }
      return ConditionEvaluationResult.disabled("not installed: " + String.join(", ", missing));
    }
  }
}
