package io.jenkins.plugins.runpod.engine.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The names that a rule allows: all, or those that it lists. A rule that lists none allows none. Pure.
 *
 * @param listed empty if all names are allowed
 */
public record AllowedNames(Optional<List<String>> listed) {
    /** Every name. */
    public static final AllowedNames ALL = new AllowedNames(Optional.empty());

    public AllowedNames {
        listed = listed.map(List::copyOf);
    }

    /**
     * Reads a list with commas or blanks between the names. An empty text allows all names. A text with nothing but
     * commas allows none, because a list was meant.
     */
    public static AllowedNames of(String text) {
        return text.isBlank()
                ? ALL
                : new AllowedNames(Optional.of(Arrays.stream(text.split("[,\\s]+"))
                        .filter(name -> !name.isEmpty())
                        .toList()));
    }

    /** Whether the rule allows this name. */
    public boolean allows(String name) {
        return listed.map(names -> names.contains(name)).orElse(true);
    }

    /** Whether the rule names this name itself. */
    public boolean names(String name) {
        return listed.filter(names -> names.contains(name)).isPresent();
    }

    /** For the end of a sentence that refuses a name. */
    String only() {
        return listed.filter(names -> !names.isEmpty())
                .map(names -> "only " + String.join(", ", names))
                .orElse("because its rule allows none");
    }
}
