package dev.sundog.evaluation.metric;

import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.language.Generation;
import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.language.LocalModel;
import dev.sundog.model.language.Session;
import dev.sundog.model.tokenizer.Tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** A model whose next-token probabilities depend on the last token alone, as a table says. */
final class BigramModel implements LocalModel {
    private final double[][] probabilities;
    private final OptionalInt bos;

    BigramModel(OptionalInt bos, double[]... probabilities) {
        this.bos = bos;
        this.probabilities = probabilities;
    }

    private float[] logits(int last) {
        float[] logits = new float[probabilities[last].length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(probabilities[last][i]) + 3;
        }
        return logits;
    }

    @Override
    public String name() {
        return "bigram";
    }

    @Override
    public ModelConfig config() {
        return ModelConfig.builder("bigram")
                .vocabularySize(probabilities.length)
                .hiddenSize(2)
                .intermediateSize(2)
                .layerCount(1)
                .heads(1, 1, 2)
                .contextLength(64)
                .tiedEmbeddings(true)
                .bosTokenId(bos)
                .build();
    }

    @Override
    public Session openSession(int capacity) {
        return new Chain(capacity);
    }

    @Override
    public Tokenizer tokenizer() {
        return new Letters();
    }

    @Override
    public List<Score> score(List<Continuation> requests) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Score> scoreRolling(List<String> texts) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Generation generate(String prompt, GenerationOptions options, TokenListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Generation chat(
            List<ChatMessage> messages, GenerationOptions options, TokenListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    private final class Chain implements Session {
        private final int capacity;
        private int length;

        Chain(int capacity) {
            this.capacity = capacity;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public int capacity() {
            return capacity;
        }

        @Override
        public float[] append(int... ids) {
            length += ids.length;
            if (length > capacity) {
                throw new IllegalStateException(length + " of " + capacity);
            }
            return logits(ids[ids.length - 1]);
        }

        @Override
        public void appendAll(int[] ids, int count, LogitSink sink) {
            append(ids);
            float[] reused = new float[probabilities.length];
            for (int i = ids.length - count; i < ids.length; i++) {
                System.arraycopy(logits(ids[i]), 0, reused, 0, reused.length);
                sink.accept(i, reused);
            }
        }

        @Override
        public float[][] appendHidden(int... ids) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void rollBack(int to) {
            length = to;
        }

        @Override
        public Session fork() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    /** Token n is the n-th letter. */
    private final class Letters implements Tokenizer {
        @Override
        public int[] encode(String text, boolean addSpecial) {
            return text.chars().map(c -> c - 'a').toArray();
        }

        @Override
        public String decode(int[] ids, boolean skipSpecial) {
            return Arrays.stream(ids).mapToObj(this::token).collect(Collectors.joining());
        }

        @Override
        public String token(int id) {
            return String.valueOf((char) ('a' + id));
        }

        @Override
        public OptionalInt id(String token) {
            return OptionalInt.of(token.charAt(0) - 'a');
        }

        @Override
        public boolean isSpecial(int id) {
            return false;
        }

        @Override
        public int vocabularySize() {
            return probabilities.length;
        }

        @Override
        public OptionalInt bosTokenId() {
            return bos;
        }

        @Override
        public OptionalInt eosTokenId() {
            return OptionalInt.empty();
        }

        @Override
        public StreamDecoder streamDecoder() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
