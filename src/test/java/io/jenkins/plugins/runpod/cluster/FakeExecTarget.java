package io.jenkins.plugins.runpod.cluster;

/** A container in which a program can be run. */
@FunctionalInterface
interface FakeExecTarget {
    /** Runs the program. */
    Process start(FakeExecOptions options) throws ContainerRuntime.ExecException;
}
