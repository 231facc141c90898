package io.jenkins.plugins.runpod.engine.transfer;

import java.util.List;
import java.util.Set;

/** The words of {@code find} that only look at names, or keep it out of a folder. Others would run programs or delete files. Stateless. */
final class FindTests {
    private static final Set<String> ALONE = Set.of("(", ")", "!", "-a", "-o", "-prune");
    private static final Set<String> TESTS = Set.of("-path", "-name", "-ipath", "-iname", "-type");
    private static final List<String> ALL = List.of("-name", "*");

    private FindTests() {}

    static List<String> checked(List<String> expression) {
        boolean operand = false;
        for (String argument : expression) {
            if (argument.indexOf('\0') >= 0 || argument.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("a pattern with a NUL or a line break");
            }
            if (!operand && !ALONE.contains(argument) && !TESTS.contains(argument)) {
                throw new IllegalArgumentException("not a test of find: " + argument);
            }
            operand = !operand && TESTS.contains(argument);
        }
        if (operand) {
            throw new IllegalArgumentException("a test of find without its operand: " + expression);
        }
        return expression.isEmpty() ? ALL : List.copyOf(expression);
    }
}
