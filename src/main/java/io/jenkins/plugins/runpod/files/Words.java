package io.jenkins.plugins.runpod.files;

import hudson.model.Describable;
import hudson.model.Failure;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.structs.SymbolLookup;

/** What is said about inputs and outputs, and how a user writes one in a Pipeline script. */
final class Words {
    private Words() {}

    /** It works without the descriptor as well, which is missing once a plugin was removed. The symbol, and its most telling argument if there is one: {@code toArtifacts 'target/*.jar'}. */
    static String of(Describable<?> what, String argument) {
        return symbol(what.getClass()) + (argument.isEmpty() ? "" : " '" + argument + "'");
    }

    /** What is wrong with the name of a stash, without a full stop. */
    static Optional<String> problemOfStash(String name) {
        try {
            Jenkins.checkGoodName(name);
            return Optional.empty();
        } catch (Failure e) {
            return Optional.of(name.isEmpty() ? "needs the name of a stash" : "\"" + name + "\" is no name of a stash");
        }
    }

    /** What is wrong with patterns that must be given, without a full stop. */
    static Optional<String> problemOfPatterns(String patterns) {
        return patterns.isEmpty() ? Optional.of("needs a pattern of files. '**' means all files") : Optional.empty();
    }

    static String withoutFullStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private static String symbol(Class<?> type) {
        return Optional.ofNullable(SymbolLookup.getSymbolValue(type))
                .flatMap(symbols -> symbols.stream().findFirst())
                .orElseGet(type::getSimpleName);
    }
}
