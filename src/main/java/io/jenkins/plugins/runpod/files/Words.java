package io.jenkins.plugins.runpod.files;

import hudson.model.Describable;
import java.util.Optional;
import org.jenkinsci.plugins.structs.SymbolLookup;

/** How a user writes an input or an output in a Pipeline script. */
final class Words {
    private Words() {}

    /** The symbol, and its most telling argument if there is one: {@code toArtifacts 'target/*.jar'}. */
    static String of(Describable<?> what, String argument) {
        return symbol(what.getDescriptor().clazz) + (argument.isEmpty() ? "" : " '" + argument + "'");
    }

    private static String symbol(Class<?> type) {
        return Optional.ofNullable(SymbolLookup.getSymbolValue(type))
                .flatMap(symbols -> symbols.stream().findFirst())
                .orElseGet(type::getSimpleName);
    }
}
