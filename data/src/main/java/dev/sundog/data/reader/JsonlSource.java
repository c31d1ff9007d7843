package dev.sundog.data.reader;

import dev.sundog.model.failure.SundogException;

import java.nio.file.Path;
import java.util.Optional;

/** The records of one JSONL file. */
final class JsonlSource implements RecordSource {
    private final JsonlIndex index;
    private final DataFormat format;

    private JsonlSource(JsonlIndex index, DataFormat format) {
        this.index = index;
        this.format = format;
    }

    static JsonlSource open(Path file, Optional<DataFormat> format) {
        JsonlIndex index = JsonlIndex.open(file);
        try {
            return new JsonlSource(
                    index,
                    format.orElseGet(() -> RecordParser.detect(index.place(0), index.line(0))));
        } catch (SundogException e) {
            index.close();
            throw e;
        }
    }

    @Override
    public long size() {
        return index.size();
    }

    @Override
    public TrainingRecord get(long at) {
        int line = Math.toIntExact(at);
        return RecordParser.parse(index.place(line), index.line(line), format);
    }

    @Override
    public String place(long at) {
        return index.place(Math.toIntExact(at));
    }

    @Override
    public DataFormat format() {
        return format;
    }

    @Override
    public void close() {
        index.close();
    }
}
