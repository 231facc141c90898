package io.jenkins.plugins.runpod.ui;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.jenkins.plugins.runpod.history.Advice;
import io.jenkins.plugins.runpod.history.EndedTask;
import io.jenkins.plugins.runpod.history.HistoryBuilds;
import io.jenkins.plugins.runpod.history.HistoryQuery;
import io.jenkins.plugins.runpod.history.HistoryScope;
import io.jenkins.plugins.runpod.history.LinesQuery;
import io.jenkins.plugins.runpod.history.RecentHistory;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.DoNotUse;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;

/** What ended tasks have cost. Request threads call it. A value that is not valid is answered with 400 and a sentence. */
@Restricted(NoExternalUse.class)
public abstract class HistoryPage {
    private static final ShortLived<JsonAnswer> ANSWERS = new ShortLived<>();

    /** What is said of a day or more does not change within a minute. */
    private static final ShortLived<JsonAnswer> ADVICE = new ShortLived<>(Duration.ofMinutes(1));

    /** Whether a viewer may see a job, so that his questions of one moment look up each job once. */
    private static final ShortLived<Map<String, Boolean>> SEEN = new ShortLived<>();

    /** The full name of the folder that the page is about, or empty. */
    abstract String folder();

    /** Whether the viewer may see a job of this name, now. */
    abstract boolean shows(String job);

    /** A name for those who see the same. */
    abstract String viewers();

    HistoryScope scope() {
        Map<String, Boolean> seen = SEEN.get(viewers(), ConcurrentHashMap::new);
        return new HistoryScope(folder(), job -> seen.computeIfAbsent(job, this::shows));
    }

    /** Sums as JSON. */
    @Restricted(DoNotUse.class)
    public HttpResponse doSums(StaplerRequest2 request) {
        HistoryQuery query = query(request);
        return ANSWERS.get(
                String.join("\n", "sums", viewers(), query.toString()),
                () -> new JsonAnswer(RunPodEngine.get().recentHistory().sums(query, scope())));
    }

    /** What would have saved most of the waiting, as JSON. None until all is read. */
    @Restricted(DoNotUse.class)
    public HttpResponse doAdvice(StaplerRequest2 request) {
        HistoryQuery.Period period = query(request).period();
        RecentHistory history = RunPodEngine.get().recentHistory();
        return history.isReading()
                ? new JsonAnswer(new Advised(List.of()))
                : ADVICE.get(
                        String.join("\n", period.word(), viewers()),
                        () -> new JsonAnswer(new Advised(history.advice(period, scope()))));
    }

    /** Tasks as JSON, those that waited longest first. */
    @Restricted(DoNotUse.class)
    public HttpResponse doBuilds(StaplerRequest2 request) {
        HistoryQuery query = query(request);
        String root = Jenkins.get().getRootUrlFromRequest();
        return ANSWERS.get(String.join("\n", "builds", viewers(), root, query.toString()), () -> builds(query, root));
    }

    private JsonAnswer builds(HistoryQuery query, String root) {
        HistoryBuilds builds = RunPodEngine.get().recentHistory().builds(query, scope());
        return new JsonAnswer(new Builds(
                builds.matching(),
                builds.offset(),
                builds.limit(),
                builds.rows().stream()
                        .map(task -> new Row(task, page(task, root)))
                        .toList()));
    }

    private static Optional<String> page(EndedTask task, String root) {
        return RunningTasksLink.build(task.build()).map(run -> root + run.getUrl() + "pods/");
    }

    /** The ended tasks of some days as CSV, straight from the files. */
    @Restricted(DoNotUse.class)
    public HttpResponse doCsv(StaplerRequest2 request) {
        return new CsvAnswer(lines(request), scope());
    }

    /** The lines of the files, for other programs. */
    public HistoryApi getApi() {
        return new HistoryApi(this);
    }

    static LinesQuery lines(StaplerRequest2 request) {
        return JsonAnswer.valid(() -> LinesQuery.of(request::getParameter, LocalDate.now(ZoneOffset.UTC)));
    }

    private static HistoryQuery query(StaplerRequest2 request) {
        return JsonAnswer.valid(() -> HistoryQuery.of(request::getParameter));
    }

    private record Advised(List<Advice> advice) {}

    private record Builds(int matching, int offset, int limit, List<Row> rows) {}

    /** @param page of its build, if the viewer may see it */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    private record Row(@JsonUnwrapped EndedTask task, Optional<String> page) {}
}
