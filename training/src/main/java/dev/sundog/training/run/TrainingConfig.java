package dev.sundog.training.run;

import dev.sundog.training.objective.PreferenceLoss;
import dev.sundog.training.torch.Precision;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One training stage; the components are the keys of its YAML file and {@link #defaults()} their
 * defaults.
 *
 * @param model checkpoint to start from
 * @param data files or folders to read, mixed by weight
 * @param format how the data are to be read
 * @param sequence most positions of a row
 * @param overlong what becomes of a conversation or preference longer than {@code sequence}
 * @param packing whether several samples share a row (they never see each other)
 * @param loss which tokens count
 * @param method alignment method
 * @param dpo settings of the method {@code dpo}
 * @param reference alignment reference; null is the starting model
 * @param adapter low-rank adapter; null trains the weights themselves
 * @param freeze globs over tensor names that stay as they are
 * @param steps optimiser steps, unless {@code epochs} is set
 * @param epochs passes over the data instead of steps; 0 is off
 * @param batch rows of a step
 * @param optimizer AdamW and its settings
 * @param schedule of the learning rate
 * @param precision of the passes
 * @param shuffle false keeps the order of the data
 * @param checkpoint how often and how many
 * @param evaluate how often and what
 * @param seed of the data order and of random weights
 * @param threads 0 is the number of physical cores
 */
public record TrainingConfig(
        String model,
        List<DataPath> data,
        Format format,
        int sequence,
        Overlong overlong,
        boolean packing,
        Loss loss,
        String method,
        Dpo dpo,
        @Nullable String reference,
        @Nullable Adapter adapter,
        List<String> freeze,
        int steps,
        double epochs,
        Batch batch,
        Optimizer optimizer,
        Schedule schedule,
        Precision precision,
        boolean shuffle,
        CheckpointPolicy checkpoint,
        Evaluation evaluate,
        long seed,
        int threads) {

    public TrainingConfig {
        data = List.copyOf(data);
        freeze = List.copyOf(freeze);
        require(sequence >= 1, "sequence", sequence, "a positive number");
        require(steps >= 1, "steps", steps, "a positive number");
        require(epochs >= 0, "epochs", epochs, "0 (off) or a positive number");
        require(threads >= 0, "threads", threads, "0 (all cores) or a positive number");
    }

    /** The defaults of the command line. */
    public static TrainingConfig defaults() {
        return new TrainingConfig(
                "pico-base",
                List.of(),
                Format.AUTO,
                512,
                Overlong.TRUNCATE,
                true,
                Loss.defaults(),
                "dpo",
                Dpo.defaults(),
                null,
                null,
                List.of(),
                1000,
                0,
                Batch.defaults(),
                Optimizer.defaults(),
                Schedule.defaults(),
                Precision.BF16,
                true,
                CheckpointPolicy.defaults(),
                Evaluation.defaults(),
                0,
                0);
    }

    /** The same with other data. */
    public TrainingConfig withData(List<DataPath> sources) {
        return copy(sources, steps, epochs, seed);
    }

    /** The same with another number of steps. */
    public TrainingConfig withSteps(int count) {
        return copy(data, count, epochs, seed);
    }

    /** The same with another number of passes over the data; 0 is off. */
    public TrainingConfig withEpochs(double passes) {
        return copy(data, steps, passes, seed);
    }

    /** The same with another seed. */
    public TrainingConfig withSeed(long value) {
        return copy(data, steps, epochs, value);
    }

    private TrainingConfig copy(
            List<DataPath> otherData, int otherSteps, double otherEpochs, long otherSeed) {
        return new TrainingConfig(
                model,
                otherData,
                format,
                sequence,
                overlong,
                packing,
                loss,
                method,
                dpo,
                reference,
                adapter,
                freeze,
                otherSteps,
                otherEpochs,
                batch,
                optimizer,
                schedule,
                precision,
                shuffle,
                checkpoint,
                evaluate,
                otherSeed,
                threads);
    }

    /** How data are read. */
    public enum Format {
        AUTO,
        TEXT,
        MESSAGES,
        ALPACA,
        PREFERENCE,
        SHARDS
    }

    /**
     * One source of data.
     *
     * @param path file or folder
     * @param weight share in the mix, relative to the others
     */
    public record DataPath(String path, double weight) {
        public DataPath {
            require(weight > 0, "data.weight", weight, "a positive number");
        }

        /** Weight 1. */
        public static DataPath defaults() {
            return of("");
        }

        /** A path alone, with weight 1. */
        public static DataPath of(String path) {
            return new DataPath(path, 1.0);
        }
    }

    /** What becomes of a sample that is longer than the sequence. */
    public enum Overlong {
        /** Its end is cut off. */
        TRUNCATE,
        /** It is left out. */
        DROP
    }

    /**
     * Direct preference optimisation.
     *
     * @param loss function of the margin
     * @param beta how strongly the model is held to the reference
     * @param labelSmoothing share of pairs believed to be the wrong way round, for {@code robust}
     */
    public record Dpo(PreferenceLoss loss, double beta, double labelSmoothing) {
        /** Sigmoid with beta 0.1. */
        public static Dpo defaults() {
            return new Dpo(PreferenceLoss.SIGMOID, 0.1, 0.0);
        }
    }

    /**
     * @param on which tokens count
     */
    public record Loss(On on) {
        /** Which tokens count. */
        public enum On {
            ASSISTANT,
            ALL
        }

        /** The assistant's. */
        public static Loss defaults() {
            return new Loss(On.ASSISTANT);
        }
    }

    /**
     * A low-rank adapter.
     *
     * @param kind {@code lora}
     * @param rank of the update
     * @param alpha scale: alpha/rank
     * @param dropout on the adapter's input
     * @param targets projections that get one
     * @param init directory to start from, or null
     */
    public record Adapter(
            String kind,
            int rank,
            double alpha,
            double dropout,
            List<String> targets,
            @Nullable String init) {
        public Adapter {
            targets = List.copyOf(targets);
        }

        /** LoRA of rank 16 on q and v. */
        public static Adapter defaults() {
            return new Adapter("lora", 16, 32, 0.0, List.of("q_proj", "v_proj"), null);
        }
    }

    /**
     * @param size rows
     * @param accumulate so many times {@code size} rows make a step
     */
    public record Batch(int size, int accumulate) {
        public Batch {
            require(size >= 1, "batch.size", size, "a positive number");
            require(accumulate >= 1, "batch.accumulate", accumulate, "a positive number");
        }

        /** Eight rows. */
        public static Batch defaults() {
            return new Batch(8, 1);
        }

        /** Rows of a step. */
        public int rows() {
            return Math.multiplyExact(size, accumulate);
        }
    }

    /**
     * @param name {@code adamw}
     * @param learningRate at the peak
     * @param betas decay of the first and second moment
     * @param epsilon added to the root of the second moment
     * @param weightDecay of matrices; vectors are never decayed
     * @param clip largest norm of the whole gradient; 0 is off
     */
    public record Optimizer(
            String name,
            double learningRate,
            List<Double> betas,
            double epsilon,
            double weightDecay,
            double clip) {
        public Optimizer {
            betas = List.copyOf(betas);
            require(name.equals("adamw"), "optimizer.name", name, "adamw");
            require(
                    learningRate > 0 && learningRate < 10,
                    "optimizer.learningRate",
                    learningRate,
                    "a positive number");
            require(betas.size() == 2, "optimizer.betas", betas, "two numbers");
            require(clip >= 0, "optimizer.clip", clip, "0 (off) or a positive number");
        }

        /** AdamW as most small models are trained. */
        public static Optimizer defaults() {
            return new Optimizer("adamw", 3.0e-4, List.of(0.9, 0.95), 1.0e-8, 0.1, 1.0);
        }
    }

    /**
     * @param name {@code cosine}, {@code linear} or {@code constant}
     * @param warmup part of the steps that warm up
     * @param floor last learning rate relative to the peak
     */
    public record Schedule(String name, double warmup, double floor) {
        public Schedule {
            require(
                    List.of("cosine", "linear", "constant").contains(name),
                    "schedule.name",
                    name,
                    "cosine, linear or constant");
        }

        /** Cosine after 3 % warm-up down to a tenth. */
        public static Schedule defaults() {
            return new Schedule("cosine", 0.03, 0.1);
        }
    }

    /**
     * @param every steps between checkpoints; 0 writes none before the end
     * @param keep newest checkpoints kept
     */
    public record CheckpointPolicy(int every, int keep) {
        public CheckpointPolicy {
            require(every >= 0, "checkpoint.every", every, "0 (off) or a positive number");
            require(keep >= 1, "checkpoint.keep", keep, "a positive number");
        }

        /** Every 200 steps, two kept. */
        public static CheckpointPolicy defaults() {
            return new CheckpointPolicy(200, 2);
        }
    }

    /**
     * @param every steps between evaluations
     * @param tasks what to evaluate
     */
    public record Evaluation(int every, List<String> tasks) {
        public Evaluation {
            tasks = List.copyOf(tasks);
        }

        /** No tasks. */
        public static Evaluation defaults() {
            return new Evaluation(200, List.of());
        }
    }

    private static void require(boolean holds, String key, Object found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + " is " + found + ", expected " + expected);
        }
    }
}
