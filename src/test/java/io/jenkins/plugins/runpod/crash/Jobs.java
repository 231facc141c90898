package io.jenkins.plugins.runpod.crash;

import hudson.model.Result;
import io.jenkins.plugins.runpod.housekeeping.GarbageCollection;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.Patience;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty;
import org.jvnet.hudson.test.JenkinsRule;

/** What tests have done inside the controller that they kill: each job has one build. */
final class Jobs {
    private Jobs() {}

    /** A job and its only build. */
    record Job(String name, FlowDurabilityHint durability, String script) implements Serializable {}

    /** How a build ended, and its console. */
    record Ended(String name, String result, String log) implements Serializable {
        boolean is(Result expected) {
            return expected.toString().equals(result);
        }
    }

    static void configure(JenkinsRule r, String url) {
        PipelinePods.configure(url);
    }

    /** Starts their builds; returns when all of them have started. */
    static void begin(JenkinsRule r, ArrayList<Job> jobs) throws Exception {
        for (Job each : jobs) {
            WorkflowJob job = r.createProject(WorkflowJob.class, each.name());
            job.addProperty(new DurabilityHintJobProperty(each.durability()));
            job.setDefinition(new CpsFlowDefinition(each.script(), true));
            job.scheduleBuild2(0).waitForStart();
        }
    }

    /** Stops builds as their users do. */
    static void abort(JenkinsRule r, ArrayList<String> names) {
        for (String name : names) {
            WorkflowRun build = build(r, name);
            if (build.isBuilding()) {
                build.doStop();
            }
        }
    }

    /** Waits until all of them have ended, with garbage collection at work. */
    static ArrayList<Ended> end(JenkinsRule r, ArrayList<String> names) throws Exception {
        ArrayList<Ended> ended = new ArrayList<>();
        for (String name : names) {
            WorkflowRun build = r.waitForCompletion(build(r, name));
            ended.add(new Ended(name, String.valueOf(build.getResult()), JenkinsRule.getLog(build)));
        }
        collect(r);
        return ended;
    }

    /** A round of garbage collection. */
    static void collect(JenkinsRule r) throws Exception {
        GarbageCollection.get().collect().toCompletableFuture().get(Patience.HANG.toSeconds(), TimeUnit.SECONDS);
    }

    static ArrayList<String> names(Collection<Job> jobs) {
        return new ArrayList<>(jobs.stream().map(Job::name).toList());
    }

    private static WorkflowRun build(JenkinsRule r, String name) {
        return r.jenkins.getItemByFullName(name, WorkflowJob.class).getBuildByNumber(1);
    }
}
