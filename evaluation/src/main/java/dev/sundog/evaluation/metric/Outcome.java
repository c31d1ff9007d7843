package dev.sundog.evaluation.metric;

import java.util.List;

/** What a model did with one item; enough to compute every metric and every paired test again. */
public sealed interface Outcome {
    /**
     * A multiple-choice item.
     *
     * @param logProbabilities log p(choice | context) of each choice
     * @param lengths characters (code points) of each choice, the divisor of {@code acc_norm}
     * @param gold index of the right choice
     */
    record Choice(List<Double> logProbabilities, List<Integer> lengths, int gold)
            implements Outcome {
        public Choice {
            logProbabilities = List.copyOf(logProbabilities);
            lengths = List.copyOf(lengths);
            if (logProbabilities.size() != lengths.size() || gold < 0 || gold >= lengths.size()) {
                throw new IllegalArgumentException(
                        "%d scores, %d lengths, gold %d"
                                .formatted(logProbabilities.size(), lengths.size(), gold));
            }
        }

        /** The first of the most likely choices. */
        public int predicted() {
            int best = 0;
            for (int i = 1; i < lengths.size(); i++) {
                if (logProbabilities.get(i) > logProbabilities.get(best)) {
                    best = i;
                }
            }
            return best;
        }

        /** The first of the choices that are most likely a character. */
        public int predictedNormalised() {
            int best = 0;
            for (int i = 1; i < lengths.size(); i++) {
                if (normalised(i) > normalised(best)) {
                    best = i;
                }
            }
            return best;
        }

        private double normalised(int choice) {
            return logProbabilities.get(choice) / Math.max(1, lengths.get(choice));
        }
    }

    /**
     * A generated answer.
     *
     * @param output the greedy continuation as it came
     * @param answers the accepted answers
     */
    record Answer(String output, List<String> answers) implements Outcome {
        public Answer {
            answers = List.copyOf(answers);
        }

        /** Whether the answer equals an accepted one; see {@link AnswerMatch}. */
        public boolean exact() {
            return answers.stream().anyMatch(answer -> AnswerMatch.exact(output, answer));
        }

        /** Whether the answer begins with an accepted one; see {@link AnswerMatch}. */
        public boolean prefix() {
            return answers.stream().anyMatch(answer -> AnswerMatch.prefix(output, answer));
        }
    }

    /**
     * The likelihood of a text, or of one fixed continuation.
     *
     * @param logProbability natural logarithm, summed
     * @param tokens scored tokens
     * @param bytes UTF-8 bytes scored
     * @param greedy whether every token was the most likely one
     */
    record Likelihood(double logProbability, int tokens, int bytes, boolean greedy)
            implements Outcome {
        public Likelihood {
            if (tokens <= 0 || bytes <= 0) {
                throw new IllegalArgumentException(tokens + " tokens of " + bytes + " bytes");
            }
        }
    }
}
