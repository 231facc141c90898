package io.jenkins.plugins.runpod.ui;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.jenkins.plugins.runpod.history.HistoryLines;
import io.jenkins.plugins.runpod.history.LinesQuery;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.io.IOException;
import java.time.LocalDate;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.DoNotUse;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;

/** The lines of the history for other programs. Request threads call it. */
@Restricted(NoExternalUse.class)
public final class HistoryApi {
    private final HistoryPage page;

    HistoryApi(HistoryPage page) {
        this.page = page;
    }

    /** A part of the lines as JSON, in the order in which they were written, and the place where the next part begins. */
    @Restricted(DoNotUse.class)
    public HttpResponse doJson(StaplerRequest2 request) throws IOException {
        LinesQuery query = HistoryPage.lines(request);
        return new JsonAnswer(new Answer(
                query.from(),
                query.to(),
                query.offset(),
                query.limit(),
                new HistoryLines(RunPodEngine.get().history().files()).part(query, page.scope())));
    }

    private record Answer(
            LocalDate from,
            LocalDate to,
            int offset,
            int limit,
            @JsonUnwrapped HistoryLines.Part part) {}
}
