package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.AddedTokens.Added;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A tokenizer.json run in Java: added tokens, normaliser, cuts, byte-pair encoding or Unigram,
 * post-processor, decoder, each giving what the {@code tokenizers} library gives. Thread-safe.
 */
final class SubwordTokenizer implements Tokenizer {
    private final TokenizerVocabulary vocabulary;
    private final AddedTokens verbatim;
    private final AddedTokens normalized;
    private final Normalization normalization;
    private final Segmentation segmentation;
    private final SubwordModel model;
    private final Frame frame;
    private final TokenDecoder decoder;
    private final OptionalInt bosTokenId;
    private final OptionalInt eosTokenId;
    private volatile boolean closed;

    private SubwordTokenizer(
            TokenizerVocabulary vocabulary,
            List<Added> added,
            Normalization normalization,
            Segmentation segmentation,
            SubwordModel model,
            Frame frame,
            TokenDecoder decoder,
            SpecialTokens specials) {
        this.vocabulary = vocabulary;
        this.verbatim = new AddedTokens(added.stream().filter(t -> !t.normalized()).toList());
        this.normalized =
                new AddedTokens(
                        added.stream()
                                .filter(Added::normalized)
                                .map(token -> normalized(token, normalization))
                                .toList());
        this.normalization = normalization;
        this.segmentation = segmentation;
        this.model = model;
        this.frame = frame;
        this.decoder = decoder;
        this.bosTokenId = specials.bos();
        this.eosTokenId = specials.eos();
    }

    /** Ids that the configuration beside tokenizer.json names. */
    record SpecialTokens(OptionalInt bos, OptionalInt eos) {}

    private static Added normalized(Added token, Normalization normalization) {
        return new Added(
                token.id(),
                normalization.apply(token.content()),
                token.special(),
                token.stripLeft(),
                token.stripRight(),
                token.singleWord(),
                true);
    }

    /**
     * The tokenizer, or nothing if the file asks for something that is not done here.
     *
     * @throws SundogException (data) if the file contradicts itself
     */
    static Optional<Tokenizer> of(
            TokenizerFile file, TokenizerVocabulary vocabulary, SpecialTokens specials) {
        Optional<Normalization> normalization = Normalization.read(file.part("normalizer"));
        Optional<Segmentation> segmentation = Segmentation.read(file.part("pre_tokenizer"));
        Optional<TokenDecoder> decoder = TokenDecoder.read(file.part("decoder"));
        Optional<Frame> frame = Frame.read(file.part("post_processor"), file);
        if (normalization.isEmpty()
                || segmentation.isEmpty()
                || decoder.isEmpty()
                || frame.isEmpty()) {
            return Optional.empty();
        }
        Optional<SubwordModel> model = SubwordModels.read(file, segmentation.get().byteLevel());
        return model.map(
                found ->
                        new SubwordTokenizer(
                                vocabulary,
                                file.added(),
                                normalization.get(),
                                segmentation.get(),
                                found,
                                frame.get(),
                                decoder.get(),
                                specials));
    }

    /**
     * What is put around a text when special tokens are asked for.
     *
     * @param before ids before it
     * @param after ids after it
     */
    record Frame(List<Integer> before, List<Integer> after) {
        static Optional<Frame> read(JsonNode node, TokenizerFile file) {
            List<Integer> before = new ArrayList<>();
            List<Integer> after = new ArrayList<>();
            return collect(node, file, before, after)
                    ? Optional.of(new Frame(before, after))
                    : Optional.empty();
        }

        private static boolean collect(
                JsonNode node, TokenizerFile file, List<Integer> before, List<Integer> after) {
            switch (node.path("type").asString("")) {
                case "ByteLevel" -> {
                    return true;
                }
                case "Sequence" -> {
                    for (JsonNode step : node.path("processors")) {
                        if (!collect(step, file, before, after)) {
                            return false;
                        }
                    }
                    return true;
                }
                case "TemplateProcessing" -> {
                    return template(node, file, before, after);
                }
                case "BertProcessing", "RobertaProcessing" -> {
                    before.add(0, node.path("cls").path(1).asInt(0));
                    after.add(node.path("sep").path(1).asInt(0));
                    return true;
                }
                default -> {
                    return node.isNull() || node.isMissingNode();
                }
            }
        }

        private static boolean template(
                JsonNode node, TokenizerFile file, List<Integer> before, List<Integer> after) {
            List<Integer> first = new ArrayList<>();
            int texts = 0;
            for (JsonNode piece : node.path("single")) {
                if (piece.has("Sequence")) {
                    texts++;
                    continue;
                }
                String name = piece.path("SpecialToken").path("id").asString("");
                JsonNode ids = node.path("special_tokens").path(name).path("ids");
                if (!ids.isArray()) {
                    throw file.broken(
                            "post_processor: 'single' names the token '"
                                    + name
                                    + "', which is not in its special_tokens");
                }
                for (JsonNode id : ids) {
                    (texts == 0 ? first : after).add(id.asInt(0));
                }
            }
            before.addAll(0, first);
            return texts == 1;
        }
    }

    @Override
    public int[] encode(String text, boolean addSpecial) {
        if (closed) {
            throw new IllegalStateException("this tokenizer is closed");
        }
        IdBuffer ids = new IdBuffer();
        if (addSpecial) {
            frame.before().forEach(ids::add);
        }
        verbatim.split(WellFormed.text(text), new Verbatim(ids));
        if (addSpecial) {
            frame.after().forEach(ids::add);
        }
        return ids.toArray();
    }

    /** Encodes what lies between the tokens that are found as they are written. */
    private final class Verbatim implements AddedTokens.Receiver {
        private final IdBuffer ids;

        Verbatim(IdBuffer ids) {
            this.ids = ids;
        }

        @Override
        public void text(String text, int start, int end) {
            String part = text.substring(start, end);
            boolean first = start == 0;
            normalized.split(
                    normalization.apply(part),
                    new AddedTokens.Receiver() {
                        @Override
                        public void text(String whole, int from, int to) {
                            encodePart(whole.substring(from, to), first && from == 0, ids);
                        }

                        @Override
                        public void token(int id) {
                            ids.add(id);
                        }
                    });
        }

        @Override
        public void token(int id) {
            ids.add(id);
        }
    }

    private void encodePart(String part, boolean first, IdBuffer ids) {
        TextPieces pieces = segmentation.cut(part, first);
        String text = pieces.text();
        for (int piece = 0; piece < pieces.count(); piece++) {
            model.encode(text, pieces.start(piece), pieces.end(piece), ids);
        }
    }

    @Override
    public String decode(int[] ids, boolean skipSpecial) {
        List<String> tokens = new ArrayList<>(ids.length);
        for (int id : ids) {
            String token = vocabulary.token(id);
            if (token != null && !(skipSpecial && vocabulary.isSpecial(id))) {
                tokens.add(token);
            }
        }
        return decoder.decode(tokens);
    }

    @Override
    public byte[] bytes(int id) {
        return decoder.bytes(vocabulary.require(id));
    }

    @Override
    public String token(int id) {
        return vocabulary.require(id);
    }

    @Override
    public OptionalInt id(String token) {
        return vocabulary.id(token);
    }

    @Override
    public boolean isSpecial(int id) {
        return vocabulary.isSpecial(id);
    }

    @Override
    public int vocabularySize() {
        return vocabulary.size();
    }

    @Override
    public OptionalInt bosTokenId() {
        return bosTokenId;
    }

    @Override
    public OptionalInt eosTokenId() {
        return eosTokenId;
    }

    @Override
    public StreamDecoder streamDecoder() {
        StreamDecoder characters =
                decoder.isByteLevel()
                        ? new ByteStreamDecoder(vocabulary)
                        : PieceStreamDecoder.of(vocabulary, decoder)
                                .orElseGet(() -> new WindowStreamDecoder(this));
        return new GraphemeStreamDecoder(characters);
    }

    @Override
    public void close() {
        closed = true;
    }
}
