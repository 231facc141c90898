package io.jenkins.plugins.runpod.binding;

import hudson.Extension;
import io.jenkins.plugins.runpod.runtime.SecretForms;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.credentialsbinding.masking.SecretPatterns;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The forms of credentials-binding, to which plugins add by its extension point {@code SecretPatternFactory}. That type is restricted, so
 * the forms are taken from the pattern that its class {@code SecretPatterns} makes of them: alternatives, each quoted as
 * {@link Pattern#quote} does. Jenkins leaves this extension out if that plugin is not installed.
 */
@Extension(optional = true)
@Restricted(NoExternalUse.class)
public final class BindingForms implements SecretForms {
    private static final String OPEN = "\\Q";
    private static final String CLOSE = "\\E";
    /** How the end of a quotation is quoted. */
    private static final String QUOTED_CLOSE = "\\E\\\\E\\Q";

    /** Resolved when the extension is made: that is when Jenkins can leave it out. */
    private final Function<Collection<String>, Pattern> patterns = SecretPatterns::getAggregateSecretPattern;

    @Override
    public List<String> of(String secret) {
        return alternatives(patterns.apply(List.of(secret)).pattern());
    }

    /** @throws IllegalArgumentException if it is another kind of pattern, without quoting it */
    static List<String> alternatives(String pattern) {
        List<String> alternatives = new ArrayList<>();
        int at = 0;
        while (at < pattern.length()) {
            if (!pattern.startsWith(OPEN, at)) {
                throw new IllegalArgumentException("the pattern is no list of quoted texts");
            }
            at += OPEN.length();
            StringBuilder text = new StringBuilder();
            int end = pattern.indexOf(CLOSE, at);
            while (end >= 0 && pattern.startsWith(QUOTED_CLOSE, end)) {
                text.append(pattern, at, end).append(CLOSE);
                at = end + QUOTED_CLOSE.length();
                end = pattern.indexOf(CLOSE, at);
            }
            if (end < 0) {
                throw new IllegalArgumentException("the pattern has a text that does not end");
            }
            alternatives.add(text.append(pattern, at, end).toString());
            at = end + CLOSE.length();
            if (at < pattern.length() && pattern.charAt(at++) != '|') {
                throw new IllegalArgumentException("the pattern is no list of alternatives");
            }
        }
        return alternatives;
    }
}
