package dev.sundog.model.surgery.merge;

import dev.sundog.model.failure.SundogException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which row of each model's embedding is which row of the result's. Immutable; the arrays are not
 * to be changed.
 *
 * @param tokens tokens of the result by id
 * @param rowCount rows of the result, at least as many
 * @param rowsOf for each model, its row of every token, −1 if it does not have it
 * @param rules by token
 * @param ids for each model, its ids by token
 */
record MergedVocabulary(
        List<String> tokens,
        int rowCount,
        Map<String, int[]> rowsOf,
        Map<String, TokenRule> rules,
        Map<String, Map<String, Integer>> ids) {
    private static final int[] NO_ROW = {};

    /** One row of one of several models. */
    record Row(int model, int row) {}

    /**
     * Rows for some models.
     *
     * @param own for each model, its own row of every token, −1 where another is to be taken
     * @param instead by token, the mean of which rows that is; nothing means zeros
     */
    record Alignment(int[][] own, List<List<Row>> instead) {}

    /** What mergekit calls the permutation, for the inputs of one tensor. */
    Alignment align(List<String> models, Optional<String> base) {
        int[][] own = new int[models.size()][];
        for (int model = 0; model < own.length; model++) {
            own[model] = rows(models.get(model)).clone();
        }
        int baseIndex = base.map(models::indexOf).orElse(-1);
        List<List<Row>> instead = new ArrayList<>(tokens.size());
        for (int id = 0; id < tokens.size(); id++) {
            TokenRule rule = rules.get(tokens.get(id));
            instead.add(
                    rule == null
                            ? usual(own, id, baseIndex)
                            : ruled(rule, models, tokens.get(id), id));
            if (rule != null && rule.force()) {
                for (int[] rows : own) {
                    rows[id] = -1;
                }
            }
        }
        return new Alignment(own, instead);
    }

    /** The base's row, else the mean of all there are. */
    private static List<Row> usual(int[][] own, int id, int base) {
        if (base >= 0 && own[base][id] >= 0) {
            return List.of(new Row(base, own[base][id]));
        }
        List<Row> all = new ArrayList<>();
        for (int model = 0; model < own.length; model++) {
            if (own[model][id] >= 0) {
                all.add(new Row(model, own[model][id]));
            }
        }
        return all;
    }

    private List<Row> ruled(TokenRule rule, List<String> models, String token, int id) {
        return switch (rule.source()) {
            case TokenRule.Zero zero -> List.of();
            case TokenRule.OfModel of -> {
                int model = models.indexOf(of.model());
                if (model < 0) {
                    throw refused(
                            rule,
                            "token '%s' is to come from '%s', which is none of the models %s"
                                    .formatted(token, of.model(), String.join(", ", models)));
                }
                int row = row(of, token, id, rule);
                yield List.of(new Row(model, row));
            }
        };
    }

    private int row(TokenRule.OfModel of, String token, int id, TokenRule rule) {
        if (of.id().isPresent()) {
            return of.id().getAsInt();
        }
        if (of.token().isEmpty()) {
            int row = rows(of.model())[id];
            if (row < 0) {
                throw refused(rule, "'%s' has no token '%s'".formatted(of.model(), token));
            }
            return row;
        }
        Integer row = ids.getOrDefault(of.model(), Map.of()).get(of.token().get());
        if (row == null) {
            throw refused(rule, "'%s' has no token '%s'".formatted(of.model(), of.token().get()));
        }
        return row;
    }

    private int[] rows(String model) {
        int[] rows = rowsOf.getOrDefault(model, NO_ROW);
        return rows == NO_ROW ? filled(tokens.size()) : rows;
    }

    private static int[] filled(int count) {
        int[] rows = new int[count];
        Arrays.fill(rows, -1);
        return rows;
    }

    private static SundogException refused(TokenRule rule, String what) {
        return SundogException.data(
                "merge-tokenizer", rule.place() + ": " + what + "; name another source");
    }
}
