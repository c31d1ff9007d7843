package dev.sundog.model.tokenizer;

import dev.sundog.model.tokenizer.TokenDecoder.Step;

import java.util.List;
import java.util.Optional;

/**
 * Incremental decoding of SentencePiece tokens: marks become spaces, a run of byte tokens waits for
 * its end, the prefix of the first token goes. Special tokens are left out.
 */
final class PieceStreamDecoder implements Tokenizer.StreamDecoder {
    private final TokenizerVocabulary vocabulary;
    private final List<Step> steps;
    private final TokenDecoder.ByteRun run = new TokenDecoder.ByteRun();
    private final boolean fallsBack;
    private boolean started;
    private int toStrip;
    private char stripped;

    private PieceStreamDecoder(TokenizerVocabulary vocabulary, List<Step> steps) {
        this.vocabulary = vocabulary;
        this.steps = steps;
        this.fallsBack = steps.contains(new TokenDecoder.ByteFallback());
        if (steps.getLast() instanceof TokenDecoder.Strip strip) {
            toStrip = strip.start();
            stripped = strip.content();
        }
    }

    /** Nothing if the steps cannot be done one token after another. */
    static Optional<Tokenizer.StreamDecoder> of(
            TokenizerVocabulary vocabulary, TokenDecoder decoder) {
        List<Step> steps = decoder.steps();
        boolean fused = false;
        boolean fellBack = false;
        for (int i = 0; i < steps.size(); i++) {
            boolean possible =
                    switch (steps.get(i)) {
                        case TokenDecoder.Bytes bytes -> false;
                        case TokenDecoder.Replace replace ->
                                !fused && !fellBack && replace.old().length() == 1;
                        case TokenDecoder.Marks marks -> i == 0 && steps.size() == 1;
                        case TokenDecoder.Fuse fuse -> !fused;
                        case TokenDecoder.ByteFallback bytes -> !fused && !fellBack;
                        case TokenDecoder.Strip strip ->
                                fused && i == steps.size() - 1 && strip.stop() == 0;
                    };
            if (!possible) {
                return Optional.empty();
            }
            fused |= steps.get(i) instanceof TokenDecoder.Fuse;
            fellBack |= steps.get(i) instanceof TokenDecoder.ByteFallback;
        }
        return steps.isEmpty()
                ? Optional.empty()
                : Optional.of(new PieceStreamDecoder(vocabulary, steps));
    }

    @Override
    public String push(int id) {
        String token = vocabulary.token(id);
        if (token == null || vocabulary.isSpecial(id)) {
            return "";
        }
        for (Step step : steps) {
            if (step instanceof TokenDecoder.Replace replace) {
                token = token.replace(replace.old(), replace.replacement());
            } else if (step instanceof TokenDecoder.Marks marks) {
                token = token.replace(marks.mark(), marks.prefixed() && !started ? "" : " ");
            }
        }
        started = true;
        if (fallsBack && run.takes(token)) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        run.end(text::append);
        return strip(text.append(token).toString());
    }

    private String strip(String text) {
        int from = 0;
        while (from < text.length() && toStrip > 0) {
            if (text.charAt(from) != stripped) {
                toStrip = 0;
                break;
            }
            from++;
            toStrip--;
        }
        return text.substring(from);
    }

    @Override
    public String flush() {
        StringBuilder text = new StringBuilder();
        run.end(text::append);
        return strip(text.toString());
    }
}
