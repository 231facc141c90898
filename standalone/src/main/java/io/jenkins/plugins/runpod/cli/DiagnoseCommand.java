package io.jenkins.plugins.runpod.cli;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnoser;
import io.jenkins.plugins.runpod.engine.diagnosis.DiagnosisStream;
import io.jenkins.plugins.runpod.engine.diagnosis.ImageErrorRules;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code run-pod diagnose}: what pods of any origin, also recorded ones, meant. Talks to no cluster. */
@Command(
        name = "diagnose",
        description = "Shows for each pod in a file why it waits or how it ended, and what to do.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Reads the output of kubectl get pods -o json, or watch events of pods and Events, one per line."
        })
final class DiagnoseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Pods or watch events as JSON. - reads standard input.")
    private String file;

    @Option(names = "--json", description = "One JSON object per line.")
    private boolean json;

    @Option(
            names = "--container",
            paramLabel = "NAME",
            description = "The container whose exit code is the result. Default: each pod's first container.")
    private String container;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        DiagnosisStream stream =
                new DiagnosisStream(new Diagnoser(ImageErrorRules.none()), Optional.ofNullable(container));
        try (Reader input = open()) {
            stream.read(input, row -> out.println(json ? row.toJson() : text(row)));
            return ExitStatus.OK;
        } catch (DiagnosisStream.BrokenJson e) {
            throw new Refused(file + ": " + e.getMessage());
        }
    }

    private Reader open() throws Refused {
        if (file.equals("-")) {
            return new InputStreamReader(System.in, StandardCharsets.UTF_8);
        }
        try {
            return new BufferedReader(
                    new InputStreamReader(Files.newInputStream(Path.of(file)), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new Refused("cannot read " + file);
        }
    }

    private static String text(DiagnosisStream.Row row) {
        String where = row.container().isEmpty() ? "" : " (container " + row.container() + ")";
        StringBuilder text = new StringBuilder(
                row.namespace() + "/" + row.pod() + ": " + row.verdict() + ", " + row.cause() + where);
        row.exitCode().ifPresent(code -> text.append(", exit code ").append(code));
        if (!row.message().isEmpty()) {
            text.append("\n    ").append(row.message());
        }
        if (!row.remedy().isEmpty()) {
            text.append("\n    -> ").append(row.remedy());
        }
        return text.toString();
    }
}
