package io.jenkins.plugins.runpod.files;

import hudson.model.Describable;
import hudson.model.Failure;
import io.jenkins.plugins.runpod.runtime.ConsoleText;
import java.io.IOException;
import java.util.List;
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

    /** Says in the build log what was left out of the files of an input, a sentence each. */
    static void tell(FilesContext context, List<String> sentences) throws IOException, InterruptedException {
        for (String sentence : sentences) {
            context.listener().getLogger().println(ConsoleText.MARK + ConsoleText.plain(context.masked(sentence)));
        }
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
