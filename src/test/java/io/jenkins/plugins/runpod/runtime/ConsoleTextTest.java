package io.jenkins.plugins.runpod.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.console.ConsoleNote;
import io.jenkins.plugins.runpod.engine.log.OutputMedium;
import io.jenkins.plugins.runpod.engine.log.StreamMedium;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTextTest {
    private static final String NOTE = ConsoleNote.PREAMBLE_STR;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final OutputMedium medium = ConsoleText.plain(new StreamMedium(log));

    private String logged(String text) throws IOException {
        byte[] bytes = ("before" + text + "after").getBytes(StandardCharsets.UTF_8);
        medium.append(bytes, 6, bytes.length - 11);
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    void notesAreShownAsText() throws IOException {
        assertThat(logged("ä" + NOTE + "AAAA\u001B[0m\n" + NOTE + NOTE + "\n"))
                .isEqualTo("ä^[[8mha:AAAA\u001B[0m\n^[[8mha:^[[8mha:\n");
        assertThat(medium.length()).isEqualTo(log.size());
    }

    @Test
    void whatRemainsOfANoteIsNoNote() throws IOException {
        assertThat(logged("\u001B" + NOTE + "\n")).doesNotContain(NOTE);
    }

    @Test
    void colorsStay() throws IOException {
        assertThat(logged("\u001B[31mred\u001B[8mhidden\u001B[0m\n"))
                .isEqualTo("\u001B[31mred\u001B[8mhidden\u001B[0m\n");
    }

    @Test
    void messagesHaveNoNotesEither() {
        assertThat(ConsoleText.plain("ended: " + NOTE + "x")).isEqualTo("ended: ^[[8mha:x");
    }
}
