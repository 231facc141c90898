package io.jenkins.plugins.runpod.engine.transfer;

import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The tests of {@code find} on the path of a file, as a predicate. Confined to one call. */
final class FindModel {
    private final Iterator<String> words;
    private String word;

    private FindModel(List<String> expression) {
        words = expression.iterator();
        next();
    }

    /** @param expression on paths that begin with {@code ./} */
    static Predicate<String> of(List<String> expression) {
        FindModel model = new FindModel(expression);
        Predicate<String> all = model.alternatives();
        if (model.word != null) {
            throw new IllegalArgumentException("not understood: " + model.word);
        }
        return all;
    }

    private void next() {
        word = words.hasNext() ? words.next() : null;
    }

    private boolean passes(String expected) {
        boolean is = expected.equals(word);
        if (is) {
            next();
        }
        return is;
    }

    private Predicate<String> alternatives() {
        Predicate<String> any = conjunction();
        while (passes("-o")) {
            any = any.or(conjunction());
        }
        return any;
    }

    private Predicate<String> conjunction() {
        Predicate<String> all = test();
        while (word != null && !word.equals("-o") && !word.equals(")")) {
            passes("-a");
            all = all.and(test());
        }
        return all;
    }

    private Predicate<String> test() {
        if (passes("!")) {
            return test().negate();
        } else if (passes("(")) {
            Predicate<String> inner = alternatives();
            if (!passes(")")) {
                throw new IllegalArgumentException("no end of (");
            }
            return inner;
        } else if (passes("-prune")) {
            return path -> true;
        }
        String kind = word;
        next();
        String operand = word;
        next();
        return switch (kind) {
            case "-path" -> glob(operand).asMatchPredicate();
            case "-name" -> {
                Predicate<String> name = glob(operand).asMatchPredicate();
                yield path -> name.test(path.substring(path.lastIndexOf('/') + 1));
            }
            case "-type" -> path -> operand.equals("f");
            default -> throw new IllegalArgumentException("not understood: " + kind);
        };
    }

    /** A star stands for slashes, too. */
    private static Pattern glob(String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                case '\\' -> regex.append(Pattern.quote(String.valueOf(text.charAt(++i))));
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
