package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Trains a byte-level BPE tokenizer: the special tokens, the 256 bytes, then merges, the most
 * frequent pair first; ties go to the smaller pair of ids, so that the result depends on the texts
 * alone. The pre-tokenizer written is SmolLM's (each digit alone, then GPT-2's words), which
 * llama.cpp knows as {@code smollm}. Counting also cuts words where kanji, hiragana and katakana
 * meet, so that no token learnt straddles them although Japanese has no spaces.
 *
 * <p><b>Source:</b> Sennrich et al., Neural Machine Translation of Rare Words with Subword Units
 * (arXiv 1508.07909), algorithm 1; bytes as in Radford et al. 2019.
 */
public final class BpeTrainer {
    /** A pair seen less often is not worth an entry. */
    private static final long FEWEST_OCCURRENCES = 2;

    private static final int REPORT_EVERY_TEXTS = 1000;
    private static final int REPORT_EVERY_MERGES = 100;

    private BpeTrainer() {}

    /**
     * What training gave.
     *
     * @param tokenizerJson {@code tokenizer.json}
     * @param size entries that it has
     */
    public record Trained(byte[] tokenizerJson, int size) {
        public Trained {
            tokenizerJson = tokenizerJson.clone();
        }

        @Override
        public byte[] tokenizerJson() {
            return tokenizerJson.clone();
        }
    }

    /**
     * Trains on {@code texts}.
     *
     * @param vocabularySize entries wanted, specials and bytes included; fewer if the texts repeat
     *     too little
     * @param specialTokens get the first ids, in order
     * @throws SundogException (user) if the size does not hold the specials and the 256 bytes, or a
     *     special token is empty or named twice
     */
    public static Trained train(
            Iterator<String> texts,
            int vocabularySize,
            List<String> specialTokens,
            ProgressListener progress) {
        check(vocabularySize, specialTokens);
        WordCounts words = new WordCounts();
        long done = 0;
        while (texts.hasNext()) {
            words.add(texts.next());
            if (++done % REPORT_EVERY_TEXTS == 0) {
                progress.onProgress("count words", done, -1);
            }
        }
        List<String> vocabulary = new ArrayList<>(specialTokens);
        int firstByte = vocabulary.size();
        int[] byteIds = new int[256];
        ByteAlphabet.sorted()
                .forEach(
                        value -> {
                            byteIds[value] = vocabulary.size();
                            vocabulary.add(String.valueOf(ByteAlphabet.character(value)));
                        });
        PairTable pairs = new PairTable(words, byteIds);
        List<String> merges = merge(pairs, vocabulary, firstByte, vocabularySize, progress);
        List<TokenizerDocument.AddedToken> added = new ArrayList<>();
        for (String special : specialTokens) {
            added.add(new TokenizerDocument.AddedToken(added.size(), special, true));
        }
        BytePairTokenizer trained =
                new BytePairTokenizer(
                        vocabulary, merges, added, PreTokenizer.SMOLLM, List.of(), List.of());
        return new Trained(trained.toJson(), vocabulary.size());
    }

    private static void check(int vocabularySize, List<String> specialTokens) {
        if (vocabularySize < specialTokens.size() + 256) {
            throw SundogException.user(
                    "vocabulary-too-small",
                    "a byte-level vocabulary of "
                            + vocabularySize
                            + " entries does not hold 256 bytes and "
                            + specialTokens.size()
                            + " special tokens; ask for more");
        }
        if (new HashSet<>(specialTokens).size() != specialTokens.size()
                || specialTokens.contains("")) {
            throw SundogException.user(
                    "special-token",
                    "special tokens must be distinct and not empty: " + specialTokens);
        }
    }

    private static List<String> merge(
            PairTable pairs,
            List<String> vocabulary,
            int firstByte,
            int vocabularySize,
            ProgressListener progress) {
        Map<String, Integer> known = new HashMap<>();
        for (int id = firstByte; id < vocabulary.size(); id++) {
            known.put(vocabulary.get(id), id);
        }
        HashSet<String> specials = new HashSet<>(vocabulary.subList(0, firstByte));
        List<String> merges = new ArrayList<>();
        while (vocabulary.size() < vocabularySize) {
            PairTable.Pair best = pairs.poll();
            if (best == null || best.count() < FEWEST_OCCURRENCES) {
                break;
            }
            String left = vocabulary.get(best.left());
            String right = vocabulary.get(best.right());
            String joined = left + right;
            if (specials.contains(joined)) {
                continue;
            }
            Integer existing = known.get(joined);
            int id = existing == null ? vocabulary.size() : existing;
            if (existing == null) {
                vocabulary.add(joined);
                known.put(joined, id);
            }
            merges.add(left + " " + right);
            pairs.merge(best, id);
            if (merges.size() % REPORT_EVERY_MERGES == 0) {
                progress.onProgress("merge pairs", vocabulary.size(), vocabularySize);
            }
        }
        progress.onProgress("merge pairs", vocabulary.size(), vocabulary.size());
        return merges;
    }
}
