package io.jenkins.plugins.runpod.docs.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SentenceTest {
    private static List<String> split(String text) {
        return Sentence.in(new Block(1, text)).stream().map(Sentence::text).toList();
    }

    private static int words(String text) {
        return Sentence.in(new Block(1, text)).get(0).words();
    }

    @Test
    void aFullStopBeforeASpaceEndsASentence() {
        assertThat(split("It runs. It ends! Does it? Yes")).containsExactly("It runs.", "It ends!", "Does it?", "Yes");
    }

    @Test
    void numbersAndFileNamesEndNothing() {
        assertThat(split("It took 1.5 s with 7.3.1 and pom.xml. Then 2 s."))
                .containsExactly("It took 1.5 s with 7.3.1 and pom.xml.", "Then 2 s.");
    }

    @Test
    void abbreviationsEndNothing() {
        assertThat(split("Times, e.g. ten seconds, i.e. many, etc. are given. It ends etc. Next"))
                .containsExactly("Times, e.g. ten seconds, i.e. many, etc. are given.", "It ends etc.", "Next");
    }

    @Test
    void anEllipsisEndsASentenceOnlyBeforeACapital() {
        assertThat(split("It waits … for a pod. It waits … Then it runs."))
                .containsExactly("It waits … for a pod.", "It waits …", "Then it runs.");
    }

    @Test
    void bracketsAndQuotesBelongToTheirSentence() {
        assertThat(split("(It runs.) It said \"no.\" Then **it ended.** So."))
                .containsExactly("(It runs.)", "It said \"no.\"", "Then **it ended.**", "So.");
    }

    @Test
    void theNameOfTheProjectBeginsASentence() {
        assertThat(split("It waits … run-pod looks.")).containsExactly("It waits …", "run-pod looks.");
    }

    @Test
    void codeIsOneWordAndIsNotSplit() {
        assertThat(split("Call `a. B; c()` now. Then go.")).containsExactly("Call `a. B; c()` now.", "Then go.");
        assertThat(words("Call `a. B c()` now.")).isEqualTo(3);
    }

    @Test
    void namesInARowAreOneList() {
        assertThat(words("There are `a`, `b c` and `d` here.")).isEqualTo(4);
        assertThat(words("There is `a` before `b` here.")).isEqualTo(6);
    }

    @Test
    void signsAreNoWords() {
        assertThat(words("It – 10 s – is = *enough*.")).isEqualTo(5);
    }

    @Test
    void aSentenceIsOnTheLineWhereItBegins() {
        assertThat(Sentence.in(new Block(7, "One\nstays. Two\n\nthree.\nFour.")))
                .extracting(Sentence::line)
                .containsExactly(7, 8, 11);
    }
}
