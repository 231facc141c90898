package io.jenkins.plugins.runpod.docs.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What each kind of source takes for prose. */
final class SourcesTest {
    private static List<String> lines(List<Block> blocks) {
        return blocks.stream()
                .flatMap(block -> Sentence.in(block).stream())
                .map(sentence -> sentence.line() + " " + sentence.text())
                .toList();
    }

    @Test
    void aDocumentConsistsOfParagraphsHeadingsItemsAndCells() {
        assertThat(lines(Markdown.blocks("""
                        # A title

                        First line
                        goes on. Second.
                        - an item
                          goes on
                        1. number one
                        > quoted

                        | head | `a|b` |
                        |---|---:|
                        | cell \\| more | |
                        """)))
                .containsExactly(
                        "1 A title",
                        "3 First line goes on.",
                        "4 Second.",
                        "5 an item goes on",
                        "7 number one quoted",
                        "10 head",
                        "10 `a|b`",
                        "12 cell | more");
    }

    @Test
    void aDocumentIsReadWithoutCodeCommentsAndAddresses() {
        assertThat(lines(Markdown.blocks("""
                        <!-- not
                        this -->
                        ```groovy
                        nor; this
                        ```
                        [![a badge](b.svg)](https://x)
                        See [the; link](a.md#b) **now**. ![A picture](c.png)
                        """))).containsExactly("7 See the; link now.", "7 A picture");
    }

    @Test
    void helpConsistsOfTheTextsBetweenTags() {
        assertThat(lines(Html.blocks("""
                        <div>
                          Reads <code>a; b</code> &amp; more,
                          as it <b>is</b>.
                          <ul><li>one</li><li>two</li></ul>
                          <pre>not this</pre>
                        </div>
                        """))).containsExactly("2 Reads `a; b` & more, as it is.", "4 one", "4 two");
    }

    @Test
    void aViewShowsSomeAttributesToo() {
        assertThat(lines(Html.blocks(
                        "<j:jelly>\n<f:entry title=\"A title\" field=\"no\">${it.x}: text</f:entry></j:jelly>")))
                .containsExactly("2 A title", "2 X: text");
    }

    @Test
    void aMessageIsTheValueOfItsKey() {
        assertThat(lines(PropertyTexts.blocks("# no\na.b=It''s {0}\nc = one \\\n  two\n")))
                .containsExactly("2 It's {0}", "3 one two");
    }

    @Test
    void literalsThatArePutTogetherAreOneText() {
        assertThat(lines(JavaSource.texts("""
                        // "this is no literal, of course"
                        class X {
                            String a = "The pod " + f(x, "y") + " is gone. "
                                    + "It was " + (b ? "deleted by its controller, it says" : "lost") + " then.";
                            String regex = "not a sentence but .*";
                            String name = "a name";
                        }
                        """)))
                .containsExactly(
                        "3 The pod `x` is gone.", "3 It was `x` then.", "4 deleted by its controller, it says");
    }

    @Test
    void javadocOfPublicTypesIsRead() {
        assertThat(lines(JavaSource.javadoc("""
                        /**
                         * Holds {@code a; b} and {@link X#y}.
                         *
                         * <p>More.
                         *
                         * @param x a value
                         * @return what is left
                         */
                        public final class X {
                            /** A field. */
                            int y; // no Javadoc
                        }
                        """)))
                .containsExactly("2 Holds `a; b` and `X#y`.", "4 More.", "6 a value", "7 what is left", "10 A field.");
        assertThat(JavaSource.javadoc("/** Not public. */\nfinal class X {}")).isEmpty();
    }
}
