package io.jenkins.plugins.runpod.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.runpod.engine.manifest.Shape.Single;
import io.jenkins.plugins.runpod.engine.manifest.Value.Scalar;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Short texts that mean endless pods. Without bounds each of them needs more memory or stack than there is. */
class ManifestBoundsTest {
    private static final String CONTAINERS = "kind: Pod\nspec:\n  containers:\n  - {name: c, image: b}\n";

    private static List<String> problems(String text) {
        return PodManifest.read(text).problems();
    }

    @Test
    void aliasesOfAliasesAreRefused() {
        StringBuilder text = new StringBuilder(CONTAINERS + "  - name: c0\n    image: b\n    args: &a0 [x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            text.append("  - name: c%d\n    image: b\n    quantum: &a%d [%s]\n"
                    .formatted(i, i, "*a%d, ".formatted(i - 1).repeat(9)));
        }
        assertThat(problems(text.toString()))
                .containsExactly("has more than 100000 values. Each use of an alias counts");
    }

    @Test
    void fieldsWithoutAValueCount() {
        StringBuilder text = new StringBuilder("kind: Pod\nspec:\n  containers:\n  - &c\n    name: c\n");
        for (int i = 0; i < 15_000; i++) {
            text.append("    quantum").append(i).append("q:\n");
        }
        assertThat(problems(text + "  - *c\n".repeat(20_000)))
                .contains("has more than 1000 unknown fields. Each use of an alias counts")
                .hasSizeLessThan(20_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*x", "*l", "[*x, *x]"})
    void mergedKeysAreCounted(String merged) {
        StringBuilder text = new StringBuilder("kind: Pod\nspec:\n  quantum: &x\n");
        for (int i = 0; i < 15_000; i++) {
            text.append("    k").append(i).append(": 1\n");
        }
        text.append("  several: &l [*x, *x]\n");
        for (int i = 0; i < 20_000; i++) {
            text.append("  y").append(i).append(": {<<: ").append(merged).append("}\n");
        }
        assertThat(problems(text.toString()))
                .containsOnlyOnce("has more than 100000 merged keys. Each use of an alias counts");
    }

    @Test
    void whatIsNoMapIsCountedUnderAMergeKey() {
        String text = "kind: Pod\nspec:\n  quantum: &x [" + "a, ".repeat(20_000) + "]\n  y: {"
                + "<<: *x, ".repeat(20_000) + "}\n";
        assertThat(problems(text)).contains("has more than 100000 merged keys. Each use of an alias counts");
    }

    @Test
    void aLongTextCountsAsOftenAsItIsUsed() {
        String text = CONTAINERS + "    args: [&a " + "x".repeat(500_000) + ", *a" + ", *a".repeat(50_000) + "]\n";
        assertThat(problems(text.replace("  - {name: c, image: b}\n", "  - name: c\n    image: b\n")))
                .containsExactly("has more than 1048576 characters. Each use of an alias counts");
    }

    /** Each anchor is not deep, but holds the one before. */
    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}"})
    void anchorsThatHoldOneAnotherAreNestedTooDeeply(String kind) {
        String open = kind.equals("[]") ? "[" : "{a: ";
        String close = kind.substring(1);
        StringBuilder text = new StringBuilder(CONTAINERS);
        text.append("  quantum0: &a0 x\n");
        for (int i = 1; i < 60; i++) {
            text.append("  quantum%d: &a%d %s*a%d %s\n".formatted(i, i, open.repeat(150), i - 1, close.repeat(150)));
        }
        assertThat(problems(text.toString())).containsExactly("line 6: spec.quantum2 is nested too deeply");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "0.9"})
    void aQuantityOfMillionsOfDigitsIsRefused(String start) {
        String text = start + "9".repeat(20_000_000);
        Scalar value = new Scalar(TextNode.valueOf(text), text, 1);
        assertThat(Singles.read(value, Single.QUANTITY, "cpu").problem().orElseThrow())
                .startsWith("must be a quantity")
                .hasSizeLessThan(400);
    }

    @Test
    void aNumberInQuotesIsNotRepeatedAsAWhole() {
        String text = "kind: Pod\nspec:\n  containers:\n  - name: c\n    image: b\n    ports: [&p {containerPort: \""
                + "0".repeat(300_000) + "1\"}" + ", *p".repeat(3) + "]\n";
        assertThat(problems(text)).allSatisfy(problem -> assertThat(problem).hasSizeLessThan(400));
    }

    /** An alias may be a key, so a long one would be told often. */
    @Test
    void aLongKeyIsRefusedWithItsStart() {
        String text = CONTAINERS + "  nodeSelector: {? &k " + "k".repeat(400_000) + " : a" + ", *k : b".repeat(60_000)
                + "}\n";
        assertThat(problems(text))
                .contains("line 5: a key has 400000 characters (" + "k".repeat(60) + "…). The limit is 1000")
                .allSatisfy(problem -> assertThat(problem).hasSizeLessThan(400));
    }
}
