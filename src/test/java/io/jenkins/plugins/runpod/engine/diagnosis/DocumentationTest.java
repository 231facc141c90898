package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/diagnosis.md lists every cause and class in the words of the code. */
class DocumentationTest {
    private static List<String> rows() throws IOException {
        Path file = Stream.of("docs/diagnosis.md", "../docs/diagnosis.md")
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void everyCauseIsDocumented(Cause cause) throws IOException {
        List<String> mine = rows().stream()
                .filter(row -> row.startsWith("| `" + cause.id() + "` |"))
                .toList();
        assertThat(mine).hasSize(1);
        assertThat(mine.get(0)).endsWith("| " + cause.meaning() + " | " + cause.remedy() + " |");
    }

    @Test
    void nothingElseIsDocumented() throws IOException {
        Stream<String> causes = Arrays.stream(Cause.values()).map(Cause::id);
        Stream<String> classes = Arrays.stream(Verdict.values()).map(Verdict::name);
        assertThat(rows().stream().map(row -> row.split("`")[1]))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(classes, causes).toList());
    }
}
