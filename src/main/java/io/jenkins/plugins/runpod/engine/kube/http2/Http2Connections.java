package io.jenkins.plugins.runpod.engine.kube.http2;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * As few connections to one server as its streams need. Safe for use by many threads.
 *
 * <p>A handshake costs more than many requests. So one connection is opened at a time, streams wait for it and fill it, and the next
 * one follows when it is full. A connection without streams is closed after a minute. A stream that the server has certainly not seen
 * is sent once more, over the connection that is next.
 */
public final class Http2Connections implements AutoCloseable {
    /** An API server allows 100. A stream that we have reset may count there for another moment. */
    static final int MOST_STREAMS = 90;

    static final Duration IDLE = Duration.ofMinutes(1);

    private final Endpoint endpoint;
    private final IoThread thread;
    private final Executor resolver;
    private final Http2Clock clock;
    private final Consumer<Boolean> spoken;
    private final Http2Connection.Owner owner = new Owner();

    private final List<Http2Connection> open = new ArrayList<>();
    private final Set<Http2Stream> waiting = new LinkedHashSet<>();
    private Optional<Dialling> dialling = Optional.empty();
    private Optional<Boolean> speaks = Optional.empty();
    private boolean closed;

    /**
     * Connects when the first stream needs it.
     *
     * @param resolver its threads may wait for host names
     * @param spoken is told whether the server speaks HTTP/2. A server that has once chosen HTTP/1.1 is not asked again.
     */
    public Http2Connections(
            Endpoint endpoint, IoThread thread, Executor resolver, Http2Clock clock, Consumer<Boolean> spoken) {
        this.endpoint = endpoint;
        this.thread = thread;
        this.resolver = resolver;
        this.clock = clock;
        this.spoken = spoken;
    }

    /** Begins a stream, at once or as soon as it has a place. */
    public Http2Stream open(StreamRequest request, StreamListener listener) {
        Http2Stream stream = new Http2Stream(this, request, listener);
        begin(stream);
        return stream;
    }

    /** Cuts all connections. Streams fail. */
    @Override
    public void close() {
        List<Http2Connection> cut;
        Optional<Dialling> stopped;
        synchronized (this) {
            closed = true;
            cut = List.copyOf(open);
            stopped = dialling;
            dialling = Optional.empty();
        }
        IOException why = new IOException("the connection was closed");
        stopped.ifPresent(Dialling::stop);
        cut.forEach(connection -> connection.cut(why));
        failAll(why);
    }

    long nanoTime() {
        return clock.now();
    }

    private void begin(Http2Stream stream) {
        boolean over;
        boolean other;
        synchronized (this) {
            over = closed;
            other = speaks.isPresent() && !speaks.get();
            if (!over && !other) {
                waiting.add(stream);
            }
        }
        if (over) {
            stream.listener().failed(new IOException("the connection was closed"), true);
        } else if (other) {
            stream.listener().notSpoken();
        } else {
            fill();
        }
    }

    /** Gives places to those that wait, and sees to more places. */
    private void fill() {
        for (Http2Connection free = place(); free != null; free = place()) {
            Http2Stream next = null;
            synchronized (this) {
                Iterator<Http2Stream> first = waiting.iterator();
                if (first.hasNext()) {
                    next = first.next();
                    first.remove();
                } else {
                    free.places.taken--;
                }
            }
            if (next == null) {
                return;
            }
            next.startOver(free);
        }
        dial();
    }

    private synchronized Http2Connection place() {
        if (waiting.isEmpty()) {
            return null;
        }
        for (Http2Connection connection : open) {
            Http2Connection.Places places = connection.places;
            if (!places.leaving && !places.suspected && places.taken < places.most) {
                places.taken++;
                return connection;
            }
        }
        return null;
    }

    private void dial() {
        Dialling next;
        synchronized (this) {
            if (waiting.isEmpty() || dialling.isPresent() || closed) {
                return;
            }
            next = new Dialling(
                    endpoint, thread, () -> new Http2Connection(endpoint, owner, clock), this::failedToConnect);
            dialling = Optional.of(next);
        }
        next.start(clock, resolver);
    }

    private void failedToConnect(IOException why) {
        synchronized (this) {
            dialling = Optional.empty();
        }
        failAll(why);
    }

    private void failAll(IOException why) {
        taken().forEach(stream -> stream.listener().failed(why, true));
    }

    private synchronized List<Http2Stream> taken() {
        List<Http2Stream> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }

    /** Whether the stream had no place yet. */
    synchronized boolean withdraw(Http2Stream stream) {
        return waiting.remove(stream);
    }

    void suspect(Http2Connection connection) {
        synchronized (this) {
            if (connection.places.suspected || !open.contains(connection)) {
                return;
            }
            connection.places.suspected = true;
        }
        connection.suspect();
    }

    private final class Owner implements Http2Connection.Owner {
        @Override
        public void opened(Http2Connection connection, int most) {
            boolean news = false;
            boolean unwanted;
            synchronized (Http2Connections.this) {
                unwanted = closed || dialling.isEmpty() || !dialling.get().done();
                if (!unwanted) {
                    dialling = Optional.empty();
                    open.add(connection);
                    connection.places.most = places(most);
                    connection.places.idleSince = clock.now();
                    news = speaks.isEmpty();
                    speaks = Optional.of(true);
                }
            }
            if (unwanted) {
                connection.cut(new IOException("the connection was closed"));
            }
            if (news) {
                spoken.accept(true);
            }
            fill();
        }

        /** A few less than the server allows. At least one, for it would be of no use otherwise. */
        private int places(int most) {
            return Math.max(1, Math.min(MOST_STREAMS, most - most / 10));
        }

        @Override
        public void resized(Http2Connection connection, int most) {
            synchronized (Http2Connections.this) {
                connection.places.most = places(most);
            }
            fill();
        }

        @Override
        public void notSpoken(Http2Connection connection) {
            synchronized (Http2Connections.this) {
                dialling.ifPresent(Dialling::done);
                dialling = Optional.empty();
                speaks = Optional.of(false);
            }
            spoken.accept(false);
            taken().forEach(stream -> stream.listener().notSpoken());
        }

        @Override
        public void unreachable(Http2Connection connection, IOException why, boolean beforeTls) {
            Optional<Dialling> present;
            synchronized (Http2Connections.this) {
                present = dialling;
            }
            present.ifPresent(dial -> dial.unreachable(connection, why, beforeTls));
        }

        @Override
        public void released(Http2Connection connection) {
            synchronized (Http2Connections.this) {
                connection.places.taken--;
                connection.places.idleSince = clock.now();
                if (waiting.isEmpty()) {
                    return;
                }
            }
            fill();
        }

        @Override
        public void unsent(Http2Stream stream, IOException why) {
            if (stream.isCancelled()) {
                return;
            }
            if (stream.startsAgain()) {
                begin(stream);
            } else {
                stream.listener().failed(why, true);
            }
        }

        @Override
        public void trusted(Http2Connection connection) {
            synchronized (Http2Connections.this) {
                connection.places.suspected = false;
            }
            fill();
        }

        @Override
        public void alive(Http2Connection connection) {
            synchronized (Http2Connections.this) {
                if (connection.places.taken > 0
                        || clock.now() - connection.places.idleSince < IDLE.toNanos()
                        || !open.remove(connection)) {
                    return;
                }
            }
            connection.post(connection::finish);
        }

        @Override
        public void leaving(Http2Connection connection) {
            synchronized (Http2Connections.this) {
                connection.places.leaving = true;
            }
        }

        @Override
        public void gone(Http2Connection connection) {
            synchronized (Http2Connections.this) {
                open.remove(connection);
            }
            fill();
        }
    }
}
