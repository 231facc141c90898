package io.jenkins.plugins.runpod.engine.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.log.OutputMedium;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any secret, in any form, in any text, in any cut. */
class MasksLawsTest {
    private static final String MARK = "[run-pod] ";

    @Provide
    Arbitrary<String> secrets() {
        return Arbitraries.strings()
                .withCharRange('!', ')')
                .withCharRange('+', '~')
                .withChars(' ', '\'', '"', '\\', '/', '%', '+', '&', '$', 'é', '€', '\t')
                .ofMinLength(8)
                .ofMaxLength(200)
                .map(text -> "k" + text + "y");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withCharRange(' ', '~')
                .withChars('\n', 'é', '\'', '%', '\\', '+')
                .ofMaxLength(120);
    }

    @Property
    void noFormOfASecretIsShown(
            @ForAll("secrets") String secret,
            @ForAll WrittenForm form,
            @ForAll("texts") String before,
            @ForAll("texts") String after,
            @ForAll long seed)
            throws IOException {
        String written = form.of(secret);
        Shown shown = new Shown(secret, Integer.MAX_VALUE);

        shown.append(before + (form == WrittenForm.BASH_WORD ? " " : "") + written + "\n" + after + "\n", seed);

        shown.assertHides(secret, written);
    }

    /** As a user name and a colon before a password shift its code. */
    @Property
    void aSecretWithinWhatIsEncodedIsNotShown(
            @ForAll("secrets") String secret,
            @ForAll WrittenForm form,
            @ForAll("texts") String before,
            @ForAll("texts") String after,
            @ForAll long seed)
            throws IOException {
        String whole = before + secret + after;
        Shown shown = new Shown(secret, Integer.MAX_VALUE);

        shown.append(form.of(whole) + "\n", seed);

        if (form.isBase64()) {
            shown.assertHidesCode(secret);
        } else {
            shown.assertHides(secret, form.of(secret));
        }
    }

    @Property
    void aSecretAcrossTheBreakOfALineIsNotShown(
            @ForAll("secrets") String secret,
            @ForAll WrittenForm form,
            @ForAll("texts") String before,
            @ForAll("texts") String after,
            @ForAll long seed)
            throws IOException {
        String written = form.of(secret);
        Shown shown = new Shown(secret, 37);

        shown.append(before + (form == WrittenForm.BASH_WORD ? " " : "") + written + after + "\n", seed);

        shown.assertHides(secret, written);
    }

    @Property
    void linesStayLines(
            @ForAll("secrets") String secret,
            @ForAll WrittenForm form,
            @ForAll("texts") String before,
            @ForAll("texts") String after,
            @ForAll long seed)
            throws IOException {
        Shown shown = new Shown(secret, 37);

        String written = shown.append(before + form.of(secret) + after + "\n", seed);

        assertThat(shown.text().chars().filter(c -> c == '\n').count())
                .isEqualTo(written.chars().filter(c -> c == '\n').count());
    }

    @Property
    void aTextWithoutTheSecretStaysAsItIs(@ForAll("texts") String text, @ForAll byte[] bytes, @ForAll long seed)
            throws IOException {
        // 0x01 and 0x02 are no characters of the texts, and their codes are no words.
        String secret = "\1\2\2\1\1\1\2\1\2";
        String whole = text + new String(bytes, StandardCharsets.ISO_8859_1).replace('\1', ' ') + "\n";
        Shown shown = new Shown(secret, 37);

        String written = shown.append(whole, seed);

        assertThat(shown.text()).isEqualTo(written);
    }

    /** What a medium shows of lines that are broken as the engine breaks them, and come in any batches. */
    private static final class Shown implements OutputMedium {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int longestLine;
        private final OutputMedium masked;

        Shown(String secret, int longestLine) {
            this.longestLine = longestLine;
            TaskSecrets secrets = new TaskSecrets(
                    () -> CompletableFuture.completedFuture(new SecretValues(Map.of(), List.of(secret))));
            secrets.read().toCompletableFuture().join();
            masked = new Masking(secrets)
                    .mask(new TaskMedia(this, Optional.empty(), Optional.empty(), MARK))
                    .log();
        }

        String append(String text, long seed) throws IOException {
            Random random = new Random(seed);
            byte[] broken = broken(text.getBytes(StandardCharsets.UTF_8));
            int begin = 0;
            for (int i = 0; i < broken.length; i++) {
                if (broken[i] == '\n' && (random.nextBoolean() || i == broken.length - 1)) {
                    masked.append(broken, begin, i + 1 - begin);
                    begin = i + 1;
                }
            }
            return new String(broken, StandardCharsets.UTF_8);
        }

        private byte[] broken(byte[] text) {
            ByteArrayOutputStream broken = new ByteArrayOutputStream();
            int length = 0;
            for (byte b : text) {
                if (b != '\n' && length == longestLine) {
                    broken.write('\n');
                    length = 0;
                }
                broken.write(b);
                length = b == '\n' ? 0 : length + 1;
            }
            return broken.toByteArray();
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        private String joined() {
            return text().replace("\r", "").replace("\n", "").replace("\\r", "").replace("\\n", "");
        }

        void assertHides(String secret, String form) {
            assertThat(text()).doesNotContain(secret, form);
            assertThat(joined()).doesNotContain(secret, form.replaceAll("\r|\n|\\\\n", ""));
        }

        void assertHidesCode(String secret) {
            for (int offset = 0; offset < 3; offset++) {
                String code = WrittenForm.BASE64.of("x".repeat(offset) + secret);
                String own = code.substring(
                        (offset * 8 + 5) / 6, code.replace("=", "").length() - 1);
                assertThat(joined()).doesNotContain(own, own.replace('+', '-').replace('/', '_'));
            }
        }

        @Override
        public long length() {
            return bytes.size();
        }

        @Override
        public void append(byte[] text, int offset, int count) {
            bytes.write(text, offset, count);
        }

        @Override
        public boolean isReadable() {
            return true;
        }

        @Override
        public boolean cutBack(long length) {
            return false;
        }

        @Override
        public long newlinesAfter(long length) {
            return 0;
        }

        @Override
        public int longestLine() {
            return longestLine;
        }
    }
}
