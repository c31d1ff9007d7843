package dev.sundog.training.run;

import dev.sundog.training.objective.Sample;
import dev.sundog.training.torch.Goldens;
import dev.sundog.training.torch.MemoryCheckpoint;
import dev.sundog.training.torch.Precision;

import java.lang.reflect.RecordComponent;
import java.util.List;

/** Small runs on the golden's model. */
final class TinyRuns {
    private TinyRuns() {}

    /** The golden's configuration: four rows of 16, ten steps, three of them warm-up. */
    static TrainingConfig config(int steps, int checkpointEvery) {
        TrainingConfig defaults = TrainingConfig.defaults();
        return new TrainingConfig(
                defaults.model(),
                defaults.data(),
                defaults.format(),
                16,
                defaults.overlong(),
                true,
                new TrainingConfig.Loss(TrainingConfig.Loss.On.ALL),
                defaults.method(),
                defaults.dpo(),
                null,
                null,
                List.of(),
                steps,
                0,
                new TrainingConfig.Batch(4, 1),
                new TrainingConfig.Optimizer("adamw", 4e-3, List.of(0.9, 0.95), 1e-8, 0.1, 1.0),
                new TrainingConfig.Schedule("cosine", 0.3, 0.1),
                Precision.F32,
                false,
                new TrainingConfig.CheckpointPolicy(checkpointEvery, 2),
                TrainingConfig.Evaluation.defaults(),
                7,
                2);
    }

    /** The golden's rows of steps 0 and 1, which alternate. */
    static SampleSource rows() {
        return new SampleSource() {
            @Override
            public long size() {
                return 8;
            }

            @Override
            public Sample sample(long index) {
                return Sample.ofText(Goldens.row((int) index / 4, (int) index % 4));
            }
        };
    }

    /** Samples of all lengths from 2 on, repeatable. */
    static SampleSource ragged(int size) {
        return new SampleSource() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public Sample sample(long index) {
                int[] ids = new int[2 + (int) (index * 7 % 23)];
                for (int t = 0; t < ids.length; t++) {
                    ids[t] = (int) ((11 * index + t * t + 2L * t) % 61);
                }
                return Sample.ofText(ids);
            }
        };
    }

    static StartingPoint golden(boolean tied, boolean biased) {
        return new StartingPoint.Weights(
                new MemoryCheckpoint(
                        Goldens.parameters(Goldens.tiny(tied, biased), Precision.F32)));
    }

    /** The configuration with another value of one key. */
    static TrainingConfig with(TrainingConfig config, String key, Object value) {
        RecordComponent[] components = TrainingConfig.class.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                boolean changed = components[i].getName().equals(key);
                values[i] = changed ? value : components[i].getAccessor().invoke(config);
            }
            return TrainingConfig.class.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
