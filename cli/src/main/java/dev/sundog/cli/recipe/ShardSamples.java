package dev.sundog.cli.recipe;

import dev.sundog.data.shard.TokenDocuments;
import dev.sundog.data.shard.TokenShard;
import dev.sundog.model.failure.SundogException;
import dev.sundog.training.objective.Sample;
import dev.sundog.training.run.SampleSource;
import dev.sundog.training.run.TrainingConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The documents of token shards, one shard after the other. */
final class ShardSamples implements SampleSource, AutoCloseable {
    private static final String INDEX = ".idx";

    private final List<TokenDocuments> shards;

    private ShardSamples(List<TokenDocuments> shards) {
        this.shards = List.copyOf(shards);
    }

    /** One shard; its path is without suffix. */
    static ShardSamples of(Path shard) {
        return new ShardSamples(List.of(TokenShard.open(shard)));
    }

    /**
     * The shards of {@code format: shards}: each path is an {@code .idx} file, a shard without
     * suffix, or a folder of them.
     *
     * @throws SundogException (data) if there are none, or one has a weight
     */
    static ShardSamples open(List<TrainingConfig.DataPath> data) {
        List<TokenDocuments> shards = new ArrayList<>();
        try {
            for (TrainingConfig.DataPath source : data) {
                if (source.weight() != 1) {
                    throw SundogException.data(
                            "shard-weight",
                            source.path()
                                    + ": weight "
                                    + source.weight()
                                    + ", expected 1: token shards are read once each");
                }
                for (Path shard : shards(Path.of(source.path()))) {
                    shards.add(TokenShard.open(shard));
                }
            }
        } catch (RuntimeException e) {
            shards.forEach(TokenDocuments::close);
            throw e;
        }
        return new ShardSamples(shards);
    }

    private static List<Path> shards(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(withoutSuffix(path));
        }
        try (Stream<Path> files = Files.list(path)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(INDEX))
                            .sorted()
                            .map(ShardSamples::withoutSuffix)
                            .toList();
            if (found.isEmpty()) {
                throw SundogException.data(
                        "shard-missing", path + ": expected token shards (.idx), found none");
            }
            return found;
        } catch (IOException e) {
            throw SundogException.resource(
                    "shard-unreadable", path + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    private static Path withoutSuffix(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(INDEX)
                ? path.resolveSibling(name.substring(0, name.length() - INDEX.length()))
                : path;
    }

    @Override
    public long size() {
        return shards.stream().mapToLong(TokenDocuments::size).sum();
    }

    @Override
    public Sample sample(long index) {
        long rest = index;
        for (TokenDocuments shard : shards) {
            if (rest < shard.size()) {
                return Sample.ofText(shard.document(rest));
            }
            rest -= shard.size();
        }
        throw new IndexOutOfBoundsException(index);
    }

    @Override
    public int length(long index) {
        long rest = index;
        for (TokenDocuments shard : shards) {
            if (rest < shard.size()) {
                return shard.length(rest);
            }
            rest -= shard.size();
        }
        throw new IndexOutOfBoundsException(index);
    }

    @Override
    public void close() {
        shards.forEach(TokenDocuments::close);
    }
}
