package io.jenkins.plugins.runpod.ui;

import io.jenkins.plugins.runpod.history.CsvLines;
import io.jenkins.plugins.runpod.history.HistoryLines;
import io.jenkins.plugins.runpod.history.HistoryScope;
import io.jenkins.plugins.runpod.history.LinesQuery;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** Ended tasks as CSV to download. They go out while the files are read. */
final class CsvAnswer implements HttpResponse {
    private final LinesQuery query;
    private final HistoryScope scope;

    CsvAnswer(LinesQuery query, HistoryScope scope) {
        this.query = query;
        this.scope = scope;
    }

    @Override
    public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node) throws IOException {
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader(
                "Content-Disposition",
                "attachment; filename=\"pod-tasks-" + query.from() + "-to-" + query.to() + ".csv\"");
        Writer out = new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
        out.write(CsvLines.header());
        try {
            new HistoryLines(RunPodEngine.get().history().files()).read(query, scope, task -> {
                try {
                    out.write(CsvLines.of(task));
                } catch (IOException e) {
                    throw new UncheckedIOException(e); // the viewer has gone away
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        out.flush();
    }
}
