package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.time.Timer;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Where the transfers of one task take place.
 *
 * @param plan the files of the task
 * @param namespace of its pods
 * @param timeout how long a hand-over may fail
 * @param kube runs commands in its pods
 * @param exchange the files on this side
 * @param mask masks the secrets of the task in what comes from its pod: names of files, the output of tools
 * @param leastPart the least length of a part of the inputs, in bytes
 * @param serial runs one step of the task at a time
 */
public record TransferSite(
        FilePlan plan,
        String namespace,
        Duration timeout,
        Supplier<Kube> kube,
        FileExchange exchange,
        UnaryOperator<String> mask,
        int leastPart,
        Executor serial,
        Timer timer,
        Clock clock) {}
