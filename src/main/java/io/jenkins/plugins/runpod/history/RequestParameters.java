package io.jenkins.plugins.runpod.history;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the parameters of a request, and remembers all that is wrong with them. What is blank counts as not given. Not safe for use by
 * many threads.
 */
public final class RequestParameters {
    private final Function<String, String> parameters;
    private final List<String> problems = new ArrayList<>();

    /** @param parameters the value of each, or null */
    public RequestParameters(Function<String, String> parameters) {
        this.parameters = parameters;
    }

    /** A text as it is, which may be empty. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(parameters.apply(name));
    }

    /** The name of a constant in lower case. */
    public static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** A text that is not blank, without blanks around it. */
    public Optional<String> given(String name) {
        return text(name).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** One of these constants. */
    public <T extends Enum<T>> Optional<T> word(String name, T[] known) {
        return given(name).flatMap(text -> {
            Optional<T> found = Arrays.stream(known)
                    .filter(each -> each.name().equalsIgnoreCase(text))
                    .findFirst();
            if (found.isEmpty()) {
                String words = String.join(
                        ", ", Arrays.stream(known).map(RequestParameters::word).toList());
                problems.add(name + " must be one of " + words + ", not \"" + text + "\".");
            }
            return found;
        });
    }

    /** A number within bounds. */
    public Optional<Integer> number(String name, int least, int most) {
        return given(name).flatMap(text -> {
            try {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                    return Optional.of(number);
                }
            } catch (NumberFormatException e) {
                // The same sentence as for a number that is out of range.
            }
            problems.add(name + " must be a whole number from " + least + " to " + most + ", not \"" + text + "\".");
            return Optional.empty();
        });
    }

    Optional<LocalDate> day(String name) {
        return given(name).flatMap(text -> {
            try {
                return Optional.of(LocalDate.parse(text));
            } catch (DateTimeException e) {
                problems.add(name + " must be a day such as 2026-11-30, not \"" + text + "\".");
                return Optional.empty();
            }
        });
    }

    void problem(String sentence) {
        problems.add(sentence);
    }

    /** @throws IllegalArgumentException with a sentence for each value that is not valid */
    public void check() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", problems));
        }
    }
}
