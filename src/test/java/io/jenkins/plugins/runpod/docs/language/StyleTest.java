package io.jenkins.plugins.runpod.docs.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StyleTest {
    private static List<String> reasons(String text) {
        return Sentence.in(new Block(1, text)).stream()
                .flatMap(sentence -> Style.reasons(sentence).stream())
                .toList();
    }

    @Test
    void aSentenceHasTwentyFiveWordsAtMost() {
        assertThat(reasons("word ".repeat(25) + ".")).isEmpty();
        assertThat(reasons("word ".repeat(26) + ".")).containsExactly("26 words, at most 25");
    }

    @Test
    void aSemicolonIsForCodeOnly() {
        assertThat(reasons("It runs; it ends.")).hasSize(1);
        assertThat(reasons("Call `a; b`.")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "How long it is borne with.",
                "It ended for want of memory.",
                "The values cannot be had.",
                "Both are used by turns.",
                "The pod is read each second time.",
                "It dies without a word.",
                "Take the one there is.",
                "Whoever asks is answered.",
                "It cures within seconds.",
                "Somebody deleted it.",
                "It fails all the same.",
                "It waits in place of failing.",
                "The cluster has an own word.",
                "Kubernetes does not allow to read it.",
                "Who has not renewed waits.",
                "See the log for who deleted it.",
                "It says who may."
            })
    void wordsOfTheListAreFound(String text) {
        assertThat(reasons(text)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A user who stops it is named.",
                "Who calls it?",
                "run-pod is not allowed to read it.",
                "The policy allowed to it.",
                "This is secure and accurate.",
                "Set `whoever` to 1."
            })
    void otherUsesOfTheirLettersAreNot(String text) {
        assertThat(reasons(text)).isEmpty();
    }
}
