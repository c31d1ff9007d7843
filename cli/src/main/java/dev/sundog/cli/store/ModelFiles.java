package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * Which files of a folder or a repository a model needs: weights in safetensors (one file, or those
 * that the index names), or one GGUF file, or ONNX graphs, with configuration, tokenizer and
 * template. Pickles are never among them. Stateless.
 */
final class ModelFiles {
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final String ADAPTER = "adapter_model.safetensors";
    private static final int SHOWN = 12;

    private static final Set<String> COMPANIONS =
            Set.of(
                    "config.json",
                    "generation_config.json",
                    "tokenizer.json",
                    "tokenizer_config.json",
                    "special_tokens_map.json",
                    "added_tokens.json",
                    "vocab.json",
                    "vocab.txt",
                    "merges.txt",
                    "tokenizer.model",
                    "spiece.model",
                    "sentencepiece.bpe.model",
                    "chat_template.jinja",
                    "chat_template.json",
                    "adapter_config.json",
                    "modules.json",
                    "sentence_bert_config.json",
                    "config_sentence_transformers.json",
                    "1_Pooling/config.json");
    private static final List<String> KNOWN =
            List.of(
                    ".gguf",
                    ".safetensors",
                    ".json",
                    ".jinja",
                    ".onnx",
                    ".txt",
                    ".model",
                    ".traineddata");
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Gives the content of a small file. */
    @FunctionalInterface
    interface Reader {
        byte[] read(String name);
    }

    private final String where;
    private final TreeSet<String> names;
    private final Reader reader;

    /**
     * @param where the folder or repository, for messages
     * @param names all files there
     * @param reader reads the index of the shards, if there is one
     */
    ModelFiles(String where, Collection<String> names, Reader reader) {
        this.where = where;
        this.names = new TreeSet<>(names);
        this.names.remove("manifest.json");
        this.reader = reader;
    }

    /** Whether archives may hold such a file for a model. */
    static boolean isKnown(String name) {
        return KNOWN.stream().anyMatch(name::endsWith);
    }

    static boolean isLicence(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1).toUpperCase(Locale.ROOT);
        return file.startsWith("LICENSE")
                || file.startsWith("LICENCE")
                || file.startsWith("NOTICE")
                || file.startsWith("MODEL_LICENSES");
    }

    /**
     * The files to have, sorted.
     *
     * @param wanted a file's name, a pattern with {@code *}, or the name of a quantisation such as
     *     {@code Q4_K_M}; empty for the model itself
     * @throws SundogException (data) if there is no model or several
     */
    List<String> select(Optional<String> wanted) {
        TreeSet<String> chosen = wanted.map(this::named).orElseGet(this::model);
        if (chosen.stream().anyMatch(name -> name.endsWith(".safetensors"))) {
            chosen.addAll(companions());
        }
        for (String name : chosen) {
            if (name.matches("(?s).*-\\d{5}-of-\\d{5}\\.gguf")) {
                throw SundogException.data(
                        "gguf-split",
                        where
                                + ": "
                                + name
                                + " is one of several parts; Sundog reads GGUF models of one file."
                                + " Join them with llama.cpp's llama-gguf-split --merge, or take"
                                + " another file");
            }
        }
        return List.copyOf(chosen);
    }

    private TreeSet<String> companions() {
        return names.stream()
                .filter(
                        name ->
                                COMPANIONS.contains(name)
                                        || name.matches("additional_chat_templates/[^/]+\\.jinja"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private TreeSet<String> model() {
        if (names.contains(SINGLE)) {
            return set(SINGLE);
        }
        if (names.contains(INDEX)) {
            TreeSet<String> shards = shards();
            shards.add(INDEX);
            return shards;
        }
        if (names.contains(ADAPTER)) {
            return set(ADAPTER);
        }
        List<String> ggufs = ending(".gguf");
        if (!ggufs.isEmpty()) {
            return set(oneGguf(ggufs));
        }
        TreeSet<String> graphs = new TreeSet<>(ending(".onnx"));
        graphs.addAll(ending(".traineddata"));
        if (!graphs.isEmpty()) {
            graphs.addAll(companions());
            names.stream().filter(ModelFiles::isLicence).forEach(graphs::add);
            return graphs;
        }
        throw none();
    }

    private SundogException none() {
        List<String> pickles = names.stream().filter(SafeNames::isPickle).toList();
        return pickles.isEmpty()
                ? SundogException.data(
                        "model-files",
                        where
                                + ": holds no model; expected model.safetensors, a .gguf file or an"
                                + " .onnx file, found "
                                + list(names))
                : SundogException.data(
                        "model-pickle",
                        where
                                + ": has its weights only as "
                                + list(pickles)
                                + "; such files are pickles, which run code of their author when"
                                + " they are loaded, so Sundog neither fetches nor loads them."
                                + " Take a repository with model.safetensors or a .gguf file");
    }

    /** Of several the one that llama.cpp would take. */
    private String oneGguf(List<String> ggufs) {
        if (ggufs.size() == 1) {
            return ggufs.getFirst();
        }
        List<String> usual =
                ggufs.stream()
                        .filter(name -> name.toLowerCase(Locale.ROOT).contains("q4_k_m"))
                        .toList();
        if (usual.size() == 1) {
            return usual.getFirst();
        }
        throw SundogException.data(
                "model-files",
                where
                        + ": holds "
                        + ggufs.size()
                        + " .gguf files; name one of them after a colon: "
                        + list(ggufs));
    }

    private TreeSet<String> named(String wanted) {
        List<String> found = names.contains(wanted) ? List.of(wanted) : matching(wanted);
        if (found.isEmpty() && wanted.matches("[A-Za-z0-9_.]+")) {
            found =
                    ending(".gguf").stream()
                            .filter(name -> hasPart(name, wanted.toLowerCase(Locale.ROOT)))
                            .toList();
        }
        if (found.isEmpty()) {
            throw SundogException.data(
                    "model-file-unknown",
                    where + ": has no file '" + wanted + "'; it has " + list(names));
        }
        TreeSet<String> chosen = new TreeSet<>();
        for (String name : found) {
            if (SafeNames.isPickle(name)) {
                throw SundogException.data(
                        "model-pickle",
                        where
                                + ": "
                                + name
                                + " is a pickle, which runs code of its author when it is loaded;"
                                + " Sundog neither fetches nor loads such files. Take"
                                + " model.safetensors or a .gguf file");
            }
            if (!isKnown(name)) {
                throw SundogException.data(
                        "model-file-kind",
                        where
                                + ": "
                                + name
                                + " is no file of a model; files end in "
                                + String.join(", ", KNOWN));
            }
            chosen.add(name);
        }
        List<String> ggufs = found.stream().filter(name -> name.endsWith(".gguf")).toList();
        if (ggufs.size() > 1) {
            throw SundogException.data(
                    "model-files",
                    where
                            + ": '"
                            + wanted
                            + "' fits several .gguf files; name one of them: "
                            + list(ggufs));
        }
        return chosen;
    }

    private List<String> matching(String pattern) {
        if (!pattern.contains("*") && !pattern.contains("?")) {
            return List.of();
        }
        try {
            PathMatcher matcher =
                    FileSystems.getDefault()
                            .getPathMatcher(
                                    "glob:"
                                            + (pattern.startsWith("*") && !pattern.contains("/")
                                                    ? "**" + pattern.substring(1)
                                                    : pattern));
            return names.stream().filter(name -> matcher.matches(Path.of(name))).toList();
        } catch (PatternSyntaxException e) {
            throw SundogException.user(
                    "model-file-pattern", "'" + pattern + "' is no pattern: " + e.getDescription());
        }
    }

    /** Whether a name has the part between two marks: {@code Q4_K_M} is not in {@code Q4_K_MX}. */
    private static boolean hasPart(String name, String part) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (int at = lower.indexOf(part); at >= 0; at = lower.indexOf(part, at + 1)) {
            int end = at + part.length();
            boolean begins = at == 0 || "-./".indexOf(lower.charAt(at - 1)) >= 0;
            if (begins && "-./".indexOf(lower.charAt(end)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private TreeSet<String> shards() {
        JsonNode map;
        try {
            map = JSON.readTree(reader.read(INDEX)).path("weight_map");
        } catch (JacksonException e) {
            throw SundogException.data(
                    "shard-index", where + ": " + INDEX + " is no JSON: " + e.getOriginalMessage());
        }
        TreeSet<String> shards = new TreeSet<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            shards.add(SafeNames.relative(entry.getValue().asString(""), where + ": " + INDEX));
        }
        if (shards.isEmpty()) {
            throw SundogException.data(
                    "shard-index", where + ": " + INDEX + " names no file under weight_map");
        }
        for (String shard : shards) {
            if (!names.contains(shard) || !shard.endsWith(".safetensors")) {
                throw SundogException.data(
                        "shard-index",
                        where
                                + ": "
                                + INDEX
                                + " names '"
                                + SafeNames.printable(shard)
                                + "', expected a .safetensors file that is there");
            }
        }
        return shards;
    }

    private List<String> ending(String suffix) {
        return names.stream().filter(name -> name.endsWith(suffix)).toList();
    }

    private static TreeSet<String> set(String name) {
        return new TreeSet<>(List.of(name));
    }

    private static String list(Collection<String> names) {
        List<String> shown = new ArrayList<>();
        names.stream().limit(SHOWN).map(SafeNames::printable).forEach(shown::add);
        if (names.size() > SHOWN) {
            shown.add("and " + (names.size() - SHOWN) + " more");
        }
        return shown.isEmpty() ? "nothing" : String.join(", ", shown);
    }
}
