package dev.sundog.document.ocr;

import java.util.List;

/**
 * What a recogniser read in one place: a word, or where there are no spaces a stretch of letters.
 *
 * @param symbols its letters, never none
 * @param line the text line of the block it stands in, from 0
 */
record RecognizedPiece(List<Symbol> symbols, int line) {
    RecognizedPiece {
        symbols = List.copyOf(symbols);
        if (symbols.isEmpty()) {
            throw new IllegalArgumentException("a piece without symbols");
        }
    }

    /**
     * A letter.
     *
     * @param text one character as readers see it
     * @param box in pixels of the page
     * @param confidence 0 to 1
     */
    record Symbol(String text, PixelBox box, double confidence) {
        Symbol {
            if (!(confidence >= 0 && confidence <= 1)) {
                throw new IllegalArgumentException(text + ": confidence " + confidence);
            }
        }

        Symbol with(PixelBox other) {
            return new Symbol(text, other, confidence);
        }
    }

    String text() {
        StringBuilder text = new StringBuilder();
        symbols.forEach(symbol -> text.append(symbol.text()));
        return text.toString();
    }

    PixelBox box() {
        return symbols.stream().map(Symbol::box).reduce(PixelBox::union).orElseThrow();
    }

    double confidence() {
        return symbols.stream().mapToDouble(Symbol::confidence).average().orElse(0);
    }

    RecognizedPiece onLine(int other) {
        return new RecognizedPiece(symbols, other);
    }

    /** The mean confidence of all their symbols; 0 if there are none. */
    static double confidence(List<RecognizedPiece> pieces) {
        return pieces.stream()
                .flatMap(piece -> piece.symbols().stream())
                .mapToDouble(Symbol::confidence)
                .average()
                .orElse(0);
    }
}
