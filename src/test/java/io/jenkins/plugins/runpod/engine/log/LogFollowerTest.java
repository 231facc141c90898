package io.jenkins.plugins.runpod.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LogFollowerTest {
    private static final String T1 = "2026-01-02T03:04:01.1Z";
    private static final String T2 = "2026-01-02T03:04:02.2Z";
    private static final String T9 = "2026-01-02T03:09:09.9Z";
    private static final Duration MOMENT = Duration.ofMillis(20);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTime time = new ManualTime();
    private final KubeletLog kubelet = new KubeletLog();
    private final MemoryMedium medium = MemoryMedium.file();
    private final List<String> heard = new ArrayList<>();
    private final LogSink sink = new TaskOutput(medium, OutputPosition.start(), position -> {}).stream("uid/main", "");
    private final LogFollower follower = new LogFollower(kubelet, sink, time, time, time, new LogFollower.Listener() {
        @Override
        public void answered() {
            heard.add("answered");
        }

        @Override
        public void drained() {
            heard.add("drained");
        }

        @Override
        public void trouble(String line) {
            heard.add(line);
        }
    });

    static List<LogEnd> ends() {
        return List.of(
                new LogEnd.Clean(),
                new LogEnd.NoContent(),
                new LogEnd.NotReady(),
                new LogEnd.Missing(),
                new LogEnd.Failed("connection reset"));
    }

    @Test
    void follows_from_the_beginning_at_first() {
        start();

        assertThat(kubelet.request().since).isEmpty();
        assertThat(kubelet.request().follow).isTrue();
    }

    @Test
    void a_line_is_written_within_a_moment() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll();

        time.pass(MOMENT);

        assertThat(medium.text()).isEqualTo("one\n");
    }

    @Test
    void lines_that_come_together_are_written_together() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll();
        time.run();
        kubelet.write(T2, "two\n");
        kubelet.request().sendAll();

        time.pass(MOMENT);

        assertThat(medium.appends()).isEqualTo(1);
    }

    @Test
    void more_is_asked_for_once_a_chunk_was_taken() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll();
        assertThat(kubelet.request().isAwaited()).isFalse();

        time.run();

        assertThat(kubelet.request().isAwaited()).isTrue();
    }

    @Test
    void no_more_is_asked_for_when_a_chunk_cannot_be_written() {
        start();
        medium.tearNext(0, new IOException("No space left on device"));
        kubelet.write(T1, "x".repeat(2 * LogFramer.BATCH) + "\n");
        kubelet.request().sendAll();

        time.run();

        assertThat(kubelet.request().isAwaited()).isFalse();
        assertThat(kubelet.request().isClosed()).isTrue();
    }

    @Test
    void what_could_not_be_written_is_asked_for_again_and_written() {
        start();
        medium.tearNext(2, new IOException("No space left on device"));
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll();
        time.pass(SECOND);

        kubelet.request().sendAll();
        time.pass(MOMENT);

        assertThat(medium.text()).isEqualTo("one\n");
    }

    @Test
    void the_first_answer_is_told_once() {
        start();
        kubelet.request().answer().end();
        time.pass(SECOND);
        kubelet.request().answer();
        time.run();

        assertThat(heard).containsExactly("answered");
    }

    @ParameterizedTest
    @MethodSource("ends")
    void whatever_the_end_the_log_is_asked_for_again_within_a_second(LogEnd end) {
        start();

        kubelet.request().end(end);
        time.pass(SECOND);

        assertThat(kubelet.requests()).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @MethodSource("ends")
    void whatever_the_ends_the_log_is_not_asked_for_in_a_busy_loop(LogEnd end) {
        start();

        endEveryRequest(end, Duration.ofMinutes(1));

        assertThat(kubelet.requests()).hasSizeBetween(7, 130);
    }

    @Test
    void goes_on_two_seconds_before_the_last_line_and_skips_it() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.write(T2, "two\n");
        kubelet.request().sendAll().end();
        kubelet.write(T9, "three\n");
        time.pass(SECOND);

        kubelet.request().sendAll();
        time.pass(MOMENT);

        assertThat(kubelet.request().since).contains(Instant.parse("2026-01-02T03:04:00Z"));
        assertThat(medium.text()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void a_node_whose_clock_was_set_back_loses_no_line() {
        start();
        kubelet.write(T9, "one\n");
        kubelet.write(T1, "two\n");
        kubelet.request().sendAll().end(new LogEnd.Failed("reset"));
        kubelet.write(T2, "three\n");
        time.pass(SECOND);

        kubelet.request().sendAll();
        time.pass(MOMENT);

        assertThat(medium.text()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void a_line_that_was_cut_is_written_when_it_is_whole() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().send(32).end(new LogEnd.Failed("reset"));
        time.pass(SECOND);
        assertThat(medium.text()).isEmpty();

        kubelet.request().sendAll();
        time.pass(MOMENT);

        assertThat(medium.text()).isEqualTo("one\n");
    }

    @Test
    void rotated_lines_are_announced_with_their_time_and_the_log_goes_on() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end();
        kubelet.rotate();
        time.pass(SECOND);
        kubelet.write(T9, "three\n");

        kubelet.request().sendAll();
        time.pass(MOMENT);

        assertThat(medium.text()).isEqualTo("one\nthree\n");
        assertThat(heard)
                .containsExactly(
                        "answered",
                        "Log of container main: lines written between 2026-01-02T03:04:01.100Z and"
                                + " 2026-01-02T03:09:09.900Z may be missing. The node no longer has them (it keeps"
                                + " a limited amount of log).");
    }

    @Test
    void lines_passed_over_while_looking_for_a_rotated_line_are_read_once_more() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end();
        kubelet.rotate();
        time.pass(SECOND);
        kubelet.write("2026-01-02T03:04:01.0999Z", "two\n");
        kubelet.write(T2, "three\n");

        kubelet.request().sendAll();
        time.run();
        kubelet.request().sendAll();
        time.pass(MOMENT);

        assertThat(medium.text()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void a_silent_connection_is_made_anew_after_some_minutes() {
        start();
        kubelet.request().answer();

        time.pass(Duration.ofMinutes(6));

        assertThat(kubelet.requests()).hasSize(2);
        assertThat(kubelet.requests().get(0).isClosed()).isTrue();
    }

    @Test
    void a_long_failure_is_told_once() {
        start();

        endEveryRequest(new LogEnd.Failed("HTTP 500"), Duration.ofMinutes(3));

        assertThat(heard)
                .singleElement()
                .asString()
                .startsWith("Log of container main has been unavailable since 2026-01-02T03:04:05Z: HTTP 500.");
    }

    @Test
    void a_short_failure_is_not_told() {
        start();

        endEveryRequest(new LogEnd.Failed("HTTP 500"), Duration.ofSeconds(10));

        assertThat(heard).isEmpty();
    }

    @Test
    void the_log_is_complete_when_a_request_from_after_the_end_has_ended_with_nothing_new() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll();
        time.run();
        follower.end(false);
        kubelet.request().end();
        time.pass(SECOND);
        kubelet.write(T2, "two\n");
        assertThat(heard).doesNotContain("drained");

        kubelet.request().sendAll().end();
        time.run();
        assertThat(heard).doesNotContain("drained");
        kubelet.request().sendAll().end();
        time.run();

        assertThat(medium.text()).isEqualTo("one\ntwo\n");
        assertThat(heard).containsExactly("answered", "drained");
    }

    @Test
    void a_last_request_that_is_cut_short_in_order_loses_nothing() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.write(T2, "two\n");
        kubelet.request().end(new LogEnd.Failed("reset"));
        follower.end(false);
        time.pass(SECOND);

        kubelet.request().send(36).end(); // the whole first line and the beginning of the second one's stamp
        time.pass(SECOND);
        kubelet.request().sendAll().end();
        time.run();
        kubelet.request().sendAll().end();
        time.run();

        assertThat(medium.text()).isEqualTo("one\ntwo\n");
        assertThat(heard).containsExactly("answered", "drained");
    }

    @Test
    void last_requests_that_are_cut_short_at_the_same_place_within_a_stamp_lose_nothing() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.write("2026-01-02T03:04:01.101Z", "two\n");
        kubelet.request().end(new LogEnd.Failed("reset"));
        follower.end(false);
        time.pass(SECOND);

        for (int i = 0; i < 3; i++) {
            kubelet.request().send(36).end();
            time.pass(Duration.ofSeconds(5));
        }
        kubelet.request().sendAll().end();
        time.run();
        kubelet.request().sendAll().end();
        time.run();

        assertThat(medium.text()).isEqualTo("one\ntwo\n");
        assertThat(heard).containsExactly("answered", "drained");
    }

    @Test
    void last_requests_that_are_cut_short_twice_at_the_same_place_within_a_text_lose_nothing() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.write("2026-01-02T03:04:01.101Z", "two\n");
        kubelet.request().end(new LogEnd.Failed("reset"));
        follower.end(false);
        time.pass(SECOND);

        for (int i = 0; i < 2; i++) {
            kubelet.request().send(67).end(); // up to the first letter of "two"
            time.run();
        }
        kubelet.request().sendAll().end();
        time.run();
        kubelet.request().sendAll().end();
        time.run();

        assertThat(medium.text()).isEqualTo("one\ntwo\n");
        assertThat(heard).containsExactly("answered", "drained");
    }

    @Test
    void a_last_request_that_is_cut_short_before_the_known_place_repeats_nothing() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.write("2026-01-02T03:04:01.101Z", "two\n");
        kubelet.request().sendAll();
        time.run();
        follower.end(false);
        kubelet.request().end();
        time.pass(SECOND);

        kubelet.request().send(33).end();
        time.pass(SECOND);
        kubelet.request().sendAll().end();
        time.run();

        assertThat(medium.text()).isEqualTo("one\ntwo\n");
        assertThat(heard).containsExactly("answered", "drained");
    }

    @Test
    void a_log_that_vanishes_with_its_pod_after_it_was_read_to_its_end_lacks_nothing() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().end(new LogEnd.Failed("reset"));
        follower.end(true);
        time.pass(SECOND);

        kubelet.request().sendAll().end();
        time.run();
        kubelet.request().end(new LogEnd.Missing());
        time.run();

        assertThat(heard).containsExactly("answered", "drained");
    }

    @Test
    void an_api_server_that_is_away_at_the_end_is_waited_for() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end(new LogEnd.Failed("reset"));
        follower.end(false);

        endEveryRequest(new LogEnd.Unavailable("connection refused"), Duration.ofMinutes(8));
        kubelet.write(T2, "two\n");
        time.pass(Duration.ofSeconds(10));
        kubelet.request().sendAll().end();
        time.run();
        kubelet.request().sendAll().end();
        time.run();

        assertThat(medium.text()).isEqualTo("one\ntwo\n");
        assertThat(heard).contains("drained").noneMatch(line -> line.contains("may be missing"));
    }

    @Test
    void an_api_server_that_stays_away_at_the_end_is_given_up_in_the_end() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end(new LogEnd.Failed("reset"));
        follower.end(false);

        endEveryRequest(new LogEnd.Unavailable("connection refused"), Duration.ofMinutes(11));

        assertThat(heard).contains("drained").anyMatch(line -> line.contains("may be missing: connection refused"));
    }

    @Test
    void a_log_that_waits_while_others_are_followed_is_read_at_once_when_its_container_has_ended() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().hold();
        time.pass(SECOND);

        follower.end(false);

        assertThat(kubelet.requests()).hasSize(2);
        assertThat(kubelet.requests().get(0).isClosed()).isTrue();
        assertThat(kubelet.request().follow).isFalse();
    }

    @Test
    void that_a_log_waits_while_others_are_followed_is_said_once() {
        start();
        kubelet.request().hold();

        time.pass(Duration.ofMinutes(5));

        assertThat(heard).hasSize(1).first().asString().contains("is not shown live");
    }

    @Test
    void a_last_request_that_waits_for_our_own_limit_is_not_taken_for_a_silent_server() {
        start();
        kubelet.write(T1, "one\n");
        follower.end(false);
        kubelet.request().end(new LogEnd.Failed("reset"));
        time.pass(SECOND);
        int before = kubelet.requests().size();
        kubelet.request().hold();

        time.pass(Duration.ofMinutes(5));
        kubelet.request().letGo();
        time.pass(SECOND);
        kubelet.request().sendAll().end();
        time.run();
        kubelet.request().sendAll().end();
        time.run();

        assertThat(kubelet.requests()).hasSize(before + 1);
        assertThat(medium.text()).isEqualTo("one\n");
        assertThat(heard).containsExactly("answered", "drained");
    }

    @Test
    void the_last_request_does_not_follow() {
        follower.end(false);
        start();

        assertThat(kubelet.request().follow).isFalse();
    }

    @Test
    void a_request_that_still_brings_lines_after_the_end_is_not_cut_off() {
        start();
        follower.end(false);
        for (int i = 10; i < 40; i++) {
            kubelet.write("2026-01-02T03:05:" + i + "Z", i + "\n");
            kubelet.request().sendAll();
            time.pass(Duration.ofMillis(900));
        }

        assertThat(kubelet.requests()).hasSize(1);
    }

    @Test
    void a_request_that_brings_nothing_after_the_end_is_replaced_within_a_second() {
        start();
        kubelet.request().answer();
        time.run();
        follower.end(false);

        time.pass(SECOND);

        assertThat(kubelet.requests()).hasSize(2);
        assertThat(kubelet.request().follow).isFalse();
    }

    @Test
    void waiting_for_another_try_is_cut_short_by_the_end() {
        start();
        endEveryRequest(new LogEnd.Failed("HTTP 500"), Duration.ofSeconds(25));
        int before = kubelet.requests().size();

        follower.end(false);

        assertThat(kubelet.requests()).hasSize(before + 1);
    }

    @Test
    void a_last_line_without_newline_is_written_at_the_end() {
        start();
        kubelet.write(T1, "no newline");
        kubelet.request().sendAll();
        follower.end(false);
        kubelet.request().end();
        time.pass(SECOND);

        kubelet.request().sendAll().end();
        time.run();
        kubelet.request().sendAll().end();
        time.run();
        kubelet.request().sendAll().end(); // it may have been cut off, so it is asked for twice
        time.run();

        assertThat(medium.text()).isEqualTo("no newline");
    }

    @Test
    void a_last_line_without_newline_is_written_even_if_the_pod_is_gone_before_the_log_could_be_asked_for_again() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.write(T2, "no newline");
        kubelet.request().sendAll().end();
        time.run();
        follower.end(true);

        kubelet.request().end(new LogEnd.Missing());
        time.run();

        assertThat(medium.text()).isEqualTo("one\nno newline");
    }

    @Test
    void a_pod_that_is_gone_ends_the_log_with_the_time_from_which_on_lines_may_be_missing() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end(new LogEnd.Failed("reset"));
        time.run();
        follower.end(true);

        kubelet.request().end(new LogEnd.Missing());
        time.run();

        assertThat(heard)
                .containsExactly(
                        "answered",
                        "Log of container main: lines written after 2026-01-02T03:04:01.100Z may be missing:"
                                + " the pod is gone.",
                        "drained");
        assertThat(follower.isComplete()).isFalse();
    }

    @Test
    void a_log_of_which_nothing_is_missing_is_complete() {
        follower.end(false);
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end();
        time.run();

        assertThat(follower.isComplete()).isTrue();
    }

    @Test
    void a_log_with_a_gap_is_not_complete() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end();
        kubelet.rotate();
        time.pass(SECOND);
        kubelet.write(T9, "three\n");
        kubelet.request().sendAll();
        time.pass(MOMENT);

        assertThat(follower.isComplete()).isFalse();
    }

    @Test
    void nothing_is_announced_if_the_log_had_been_read_to_its_end_before_the_pod_was_gone() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end();
        time.pass(SECOND);
        kubelet.request().sendAll().end();
        time.run();
        follower.end(true);

        kubelet.request().end(new LogEnd.Missing());
        time.run();

        assertThat(heard).containsExactly("answered", "drained");
    }

    @Test
    void a_missing_pod_is_asked_for_again_as_long_as_it_was_not_seen_to_be_gone() {
        start();
        follower.end(false);
        time.pass(SECOND);

        kubelet.request().end(new LogEnd.Missing());
        time.pass(SECOND);

        assertThat(heard).isEmpty();
        assertThat(kubelet.request().isOpen()).isTrue();
    }

    @Test
    void a_log_that_is_rotated_away_at_the_end_is_announced() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end();
        time.run();
        kubelet.rotate();
        follower.end(false);

        for (int second = 0; second < 7; second++) {
            if (kubelet.request().isOpen()) {
                kubelet.request().answer().end();
            }
            time.pass(SECOND);
        }

        assertThat(heard)
                .containsExactly(
                        "answered",
                        "Log of container main: lines written after 2026-01-02T03:04:01.100Z may be missing:"
                                + " the node no longer has that part of the log.",
                        "drained");
    }

    @ParameterizedTest
    @MethodSource("ends")
    void the_end_comes_within_a_minute_whatever_the_server_answers(LogEnd end) {
        start();
        follower.end(false);

        endEveryRequest(end, Duration.ofMinutes(1));

        assertThat(heard).endsWith("drained");
    }

    @Test
    void the_end_comes_within_a_minute_from_a_server_that_never_answers() {
        start();
        follower.end(false);

        time.pass(Duration.ofMinutes(1));

        assertThat(heard)
                .containsExactly(
                        "Log of container main could not be read: the server has sent nothing for 10 s.", "drained");
    }

    @Test
    void what_the_server_says_instead_of_the_log_is_told_at_the_end() {
        start();
        follower.end(false);
        for (int i = 0; i < 600 && !heard.contains("drained"); i++) {
            if (kubelet.request().isOpen()) {
                kubelet.request()
                        .raw("unable to retrieve container logs for containerd://0123")
                        .end();
            }
            time.pass(Duration.ofMillis(100));
        }

        assertThat(medium.text()).isEmpty();
        assertThat(heard)
                .contains("Log of container main could not be read: unable to retrieve container logs for"
                        + " containerd://0123.");
    }

    @Test
    void nothing_is_left_behind_after_the_end() {
        follower.end(false);
        start();
        kubelet.request().answer().end();
        time.run();

        assertThat(time.timers()).isZero();
    }

    @Test
    void nothing_is_told_after_closing() {
        start();
        follower.close();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end();

        time.pass(Duration.ofMinutes(1));

        assertThat(heard).isEmpty();
        assertThat(kubelet.requests()).hasSize(1);
        assertThat(kubelet.request().isClosed()).isTrue();
    }

    @Test
    void what_came_before_closing_is_written() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll();
        time.run();

        follower.close();

        assertThat(medium.text()).isEqualTo("one\n");
    }

    private void start() {
        follower.start();
        time.run();
    }

    private void endEveryRequest(LogEnd end, Duration duration) {
        Instant until = time.instant().plus(duration);
        while (time.instant().isBefore(until)) {
            if (kubelet.request().isOpen()) {
                kubelet.request().end(end);
            }
            time.pass(MOMENT);
        }
    }
}
