package io.jenkins.plugins.runpod.history;

import java.util.List;

/**
 * A part of the ended tasks that were asked for, those that waited longest first.
 *
 * @param matching how many there are
 */
public record HistoryBuilds(int matching, int offset, int limit, List<EndedTask> rows) {}
