package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Instant;
import java.util.function.UnaryOperator;

/** What is told of the transfer of an attempt's files. */
public sealed interface TransferNews {
    /** Calls the handler's method for this news. */
    void to(Handler handler);

    /** The same with other words, where they can quote a container: names of files, the output of a tool. */
    default TransferNews with(UnaryOperator<String> words) {
        return this;
    }

    /** Handles each kind of news. A kind without a method does not compile. */
    interface Handler {
        void on(Queued news);

        void on(Contested news);

        void on(Advanced news);

        void on(Working news);

        void on(Interrupted news);

        void on(Delivered news);

        void on(Taken news);

        void on(HandedOver news);

        void on(Failed news);
    }

    /** Other transfers go first. */
    record Queued() implements TransferNews {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /**
     * A request was not sent, because another controller holds the lease.
     *
     * @param until when it is asked for again
     */
    record Contested(String why, Instant until) implements TransferNews {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /**
     * The transfer runs, and this much has arrived whole.
     *
     * @param done in bytes
     * @param total in bytes, or 0 if it is not known yet
     */
    record Advanced(long done, long total) implements TransferNews {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The pod packs or unpacks files and says that it still works. No byte moves meanwhile. */
    record Working() implements TransferNews {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** A request failed. The transfer goes on with what has arrived. */
    record Interrupted(String why) implements TransferNews {
        @Override
        public TransferNews with(UnaryOperator<String> words) {
            return new Interrupted(words.apply(why));
        }

        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The inputs are in the pod, whole. */
    record Delivered(long files, long bytes) implements TransferNews {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The outputs have arrived, whole. */
    record Taken(FileProgress.TakenFiles files) implements TransferNews {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** Each output has got its files. */
    record HandedOver() implements TransferNews {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** It cannot be done in this attempt. */
    record Failed(TransferProblem why) implements TransferNews {
        @Override
        public TransferNews with(UnaryOperator<String> words) {
            return new Failed(
                    new TransferProblem(why.verdict(), why.reason(), words.apply(why.message()), why.remedy()));
        }

        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }
}
