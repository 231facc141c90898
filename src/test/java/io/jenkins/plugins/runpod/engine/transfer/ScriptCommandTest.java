package io.jenkins.plugins.runpod.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Command lines and answers, without processes. */
final class ScriptCommandTest {
    private static final Sha256 SHA = new Sha256("0123456789abcdef".repeat(4));
    private static final ArchivePart PART = new ArchivePart(3, 100, SHA);
    private static final UnpackParts WHOLE = new UnpackParts(4, SHA);
    private static final CollectOutputs COLLECT =
            new CollectOutputs(List.of(List.of("-name", "*.xml"), List.of()), 10, 1000);
    private static final List<ScriptCommand<?>> COMMANDS = List.of(
            new AskStatus(),
            new PutParts(List.of(PART), WHOLE),
            WHOLE,
            COLLECT,
            new ReadArchive(0),
            new ConfirmTaken());

    @Test
    void commandsAreShort() {
        assertThat(new PutParts(List.of(PART, PART), WHOLE).command())
                .containsExactly("sh", "-c", "eval \"$RUN_POD_TRANSFER\"", "run-pod", "put", "2", "4", SHA.hex());
        assertThat(new String(PutParts.header(PART), StandardCharsets.UTF_8)).isEqualTo("3 100 " + SHA + "\n");
        assertThat(COLLECT.arguments()).containsExactly("collect", "11", "1", "65536", "6");
        assertThat(new String(COLLECT.stdin(), StandardCharsets.UTF_8)).isEqualTo("2\n-name\n*.xml\n2\n-name\n*\n");
    }

    @Test
    void theRestIsReadInBlocks() {
        assertThat(new ReadArchive(131_072).arguments()).containsExactly("get", "2", "131073");
        assertThat(new ReadArchive(0).answer(".\nrun-pod digest " + SHA + "\n.\n"))
                .contains(SHA);
    }

    @Test
    void answersStandBetweenOtherLines() {
        String banner = "Welcome!\nrun-podx put 1\r\n.\n";
        assertThat(new PutParts(List.of(PART), WHOLE).reply(0, banner + "run-pod put 1\n.\n", ""))
                .isEqualTo(new ScriptReply.Answer<>(new PutParts.Taken(1, false)));
        assertThat(new AskStatus().answer(banner + "run-pod part 3 100 " + SHA + "\nrun-pod status waiting 1\n"))
                .contains(new InputStatus(false, Set.of(PART)));
        Collected collected = new Collected(5, 10_240);
        assertThat(COLLECT.answer("run-pod collected 5 10240\n")).contains(collected);
        assertThat(COLLECT.answer("run-pod collected 5 10240 4 5\n")).isEmpty();
    }

    @Test
    void thePodSaysThatTheLastPartWasUnpacked() {
        PutParts put = new PutParts(List.of(PART, PART), WHOLE);
        assertThat(put.answer(".\nrun-pod unpacked " + SHA + "\n")).contains(new PutParts.Taken(2, true));
        assertThat(put.answer("run-pod unpacked " + "0".repeat(64) + "\n")).isEmpty();
    }

    @Test
    void anAnswerThatIsCutIsNone() {
        String whole = "run-pod part 3 100 " + SHA + "\nrun-pod status waiting 1\n";
        for (int length = 0; length < whole.length(); length++) {
            assertThat(new AskStatus().answer(whole.substring(0, length))).isEmpty();
            assertThat(new AskStatus().answer(whole.substring(length)))
                    .satisfies(answer -> assertThat(
                                    answer.isEmpty() || answer.get().parts().size() == 1)
                            .isTrue());
        }
        String collected = "run-pod collected 5 10240\n";
        for (int length = 0; length < collected.length(); length++) {
            assertThat(COLLECT.answer(collected.substring(0, length))).isEmpty();
        }
    }

    @Test
    void theAnswerToAnotherQuestionIsNone() {
        assertThat(new PutParts(List.of(PART), WHOLE).answer("run-pod put 2\n")).isEmpty();
        assertThat(new PutParts(List.of(PART, PART), WHOLE).answer("run-pod put 0\n"))
                .isEmpty();
        assertThat(COLLECT.answer("run-pod collected 5\n")).isEmpty();
        assertThat(new UnpackParts(4, SHA).answer("run-pod unpacked " + "0".repeat(64) + "\n"))
                .isEmpty();
    }

    @Test
    void noTextMakesAReplyThrow() {
        Random random = new Random(8);
        String[] words = {
            "run-pod ",
            "part ",
            "status ",
            "collected ",
            "put ",
            "taken",
            "-1 ",
            "9".repeat(30),
            "\n",
            "\0",
            "\r",
            "waiting ",
            SHA.hex(),
            " ",
            "\uD800",
            "missing "
        };
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(30), 0, words.length).forEach(word -> text.append(words[word]));
            for (ScriptCommand<?> command : COMMANDS) {
                for (int code : new int[] {0, 1, 80, 137, -5, 300}) {
                    assertThat(command.reply(code, text.toString(), text.toString()))
                            .isNotNull();
                }
            }
            HelperMessage.failure(80, text.toString()).message();
        }
    }

    @Test
    void aFailureIsOneShortLine() {
        var failure =
                (ScriptReply.Failure<?>) new ConfirmTaken().reply(86, "", "tar:\n\u001b[8m" + "x".repeat(1 << 20));
        assertThat(failure.exit()).isEqualTo(ScriptExit.TOOL_FAILED);
        assertThat(failure.message())
                .startsWith("A tool in the pod has failed: tar: ^[")
                .doesNotContain("\n");
        assertThat(failure.text()).hasSizeLessThan(600);
        assertThat(new ConfirmTaken().reply(0, "", ""))
                .isEqualTo(new ScriptReply.Failure<>(ScriptExit.NO_ANSWER, 0, ""));
    }

    @Test
    void findOnlyLooks() {
        for (List<String> expression : List.of(
                List.of("-delete"), List.of("-name", "x", "-exec", "rm", "{}", ";"), List.of("-name"), List.of("x"))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new CollectOutputs(List.of(expression), 1, 1));
        }
        new CollectOutputs(List.of(List.of("-name", "-delete")), 1, 1);
    }

    @Test
    void patternsThatAreTooLongTogetherAreRefused() {
        List<String> many = List.of("-name", "x".repeat(1000));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CollectOutputs(Collections.nCopies(70, many), 1, 1))
                .withMessageContaining("too long together");
        assertThat(new CollectOutputs(Collections.nCopies(60, many), 1, 1).stdin())
                .hasSizeLessThan(CollectOutputs.LONGEST_STDIN);
        assertThat(new CollectOutputs(Collections.nCopies(60, many), 1, 1).command())
                .hasSizeLessThan(10);
    }

    @Test
    void wrongNumbersAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Sha256("A".repeat(64)));
        assertThatIllegalArgumentException().isThrownBy(() -> new ArchivePart(-1, 1, SHA));
        assertThatIllegalArgumentException().isThrownBy(() -> new PutParts(List.of(), WHOLE));
        assertThatIllegalArgumentException().isThrownBy(() -> new ReadArchive(-ReadArchive.BLOCK));
        assertThatIllegalArgumentException().isThrownBy(() -> new ReadArchive(1));
        assertThatIllegalArgumentException().isThrownBy(() -> new UnpackParts(0, SHA));
    }

    @Test
    void theScriptsEndWithTheSameCodes() {
        Map<String, Integer> inScripts = new TreeMap<>();
        Stream.of(HelperScript.values())
                .flatMap(script -> Pattern.compile("(?m)^ *([A-Z_]+)=([89][0-9])$")
                        .matcher(script.text())
                        .results())
                .forEach(found -> inScripts.put(found.group(1), Integer.valueOf(found.group(2))));
        Map<String, Integer> here = new TreeMap<>();
        Arrays.stream(ScriptExit.values())
                .filter(exit -> exit.code() >= 80 && exit.code() < 100)
                .forEach(exit -> here.put(exit.name(), exit.code()));
        assertThat(inScripts).isEqualTo(here);
    }
}
