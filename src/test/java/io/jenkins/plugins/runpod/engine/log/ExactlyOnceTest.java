package io.jenkins.plugins.runpod.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Whatever is cut, killed and repeated: each line of the log comes out once. */
class ExactlyOnceTest {
    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void aFileHoldsTheLogByteForByte(@ForAll long seed) {
        LogStory story = new LogStory(seed, true);

        story.tell();

        assertThat(story.log()).isEqualTo(story.expected());
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void aBuildLogThatCannotBeCutHoldsEachLineOnce(@ForAll long seed) {
        LogStory story = new LogStory(seed, false);

        story.tell();

        assertThat(story.log()).isEqualTo(story.expected());
    }

    @Property(tries = 250, shrinking = ShrinkingMode.OFF)
    void aStatusLineThatWasWrittenStaysInItsOrder(@ForAll long seed, @ForAll boolean cuttable) {
        LogStory story = new LogStory(seed, cuttable);

        story.tell();

        assertThat(story.statusLines()).filteredOn(story.said()::contains).isEqualTo(story.said());
    }

    @Property(tries = 250, shrinking = ShrinkingMode.OFF)
    void nothingIsAnnouncedAsMissingWhenNothingIs(@ForAll long seed, @ForAll boolean cuttable) {
        LogStory story = new LogStory(seed, cuttable);

        story.tell();

        assertThat(story.warnings()).isEmpty();
    }
}
