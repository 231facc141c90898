package io.jenkins.plugins.runpod.engine.admission;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.time.Instant;
import java.util.Optional;

/** Two admissions, asked one after the other. */
record AdmissionChain(Admission first, Admission second) implements Admission {
    @Override
    public Optional<Hold> ask(Applicant applicant, Instant now) {
        Optional<Hold> hold = first.ask(applicant, now);
        if (hold.isPresent()) {
            second.stepAside(applicant.task());
            return hold;
        }
        return second.ask(applicant, now);
    }

    @Override
    public Optional<Hold> hold(TaskId task, Instant now) {
        return first.hold(task, now).or(() -> second.hold(task, now));
    }

    @Override
    public void stepAside(TaskId task) {
        first.stepAside(task);
        second.stepAside(task);
    }

    @Override
    public void seen(TaskId task, TaskSpecification specification, PodSnapshot pod, Diagnosis diagnosis, Instant now) {
        first.seen(task, specification, pod, diagnosis, now);
        second.seen(task, specification, pod, diagnosis, now);
    }

    @Override
    public void createsFail(TaskId task, String why, Instant now) {
        first.createsFail(task, why, now);
        second.createsFail(task, why, now);
    }

    @Override
    public void createsWork() {
        first.createsWork();
        second.createsWork();
    }

    @Override
    public void over(TaskId task, Instant now) {
        first.over(task, now);
        second.over(task, now);
    }
}
