package dev.sundog.inference.constraint;

import dev.sundog.inference.grammar.Grammar;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.AnswerForm;
import dev.sundog.model.tokenizer.Tokenizer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The forms that answers of a model are bound to; those used last are kept. Thread-safe. */
public final class Constraints {
    private static final int KEPT = 16;

    private final Vocabulary vocabulary;
    private final Map<AnswerForm, Constraint> known =
            new LinkedHashMap<>(KEPT, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<AnswerForm, Constraint> eldest) {
                    return size() > KEPT;
                }
            };

    /**
     * Forms for a vocabulary.
     *
     * @param size logits of the model
     * @param ends tokens that end an answer
     */
    public Constraints(Tokenizer tokenizer, int size, Set<Integer> ends) {
        vocabulary = new Vocabulary(tokenizer, size, ends);
    }

    /**
     * A form, ready for answers.
     *
     * @throws SundogException (data) if it is malformed, not supported or too large
     */
    public Constraint of(AnswerForm form) {
        synchronized (known) {
            Constraint before = known.get(form);
            if (before != null) {
                return before;
            }
        }
        Constraint made = new Constraint(grammar(form), vocabulary);
        synchronized (known) {
            Constraint before = known.putIfAbsent(form, made);
            return before == null ? made : before;
        }
    }

    /**
     * The grammar of a form.
     *
     * @throws SundogException (data) if it is malformed, not supported or too large
     */
    public static Grammar grammar(AnswerForm form) {
        return FormGrammars.of(form);
    }
}
