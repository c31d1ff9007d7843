/**
 * Evaluation tasks as data, and the evaluator that runs them.
 *
 * <p>A task is a YAML file that describes it and a JSONL file of items. Keys of the YAML:
 *
 * <pre>
 * task: world-facts              # its name
 * kind: multiple-choice          # multiple-choice | exact-match | perplexity | completion
 * data: facts.jsonl              # relative to the YAML file
 * language: en
 * description: What people of the world do.
 * source: tau/commonsense_qa, validation    # optional, where the items come from
 * prompt: "Question: {{query}}\nAnswer:"    # optional, default "{{query}}"
 * choices: " {{choice}}"                    # optional, what is scored; the default is this
 * erase: ["Choices:\n"]                     # optional, first occurrence in a query is removed
 * metrics: [acc]                            # optional, default all of the kind
 * maxTokens: 48                             # optional, exact-match only
 * stop: ["\n"]                              # optional, exact-match only
 * </pre>
 *
 * A line of the JSONL file, by kind; {@code id} and {@code group} are optional everywhere, an
 * absent id is the number of the item from 0:
 *
 * <pre>
 * multiple-choice  {"id","query","choices":[…],"gold":0,"group"}
 *                  {"context_options":[…],"continuation","gold"}   one context a choice
 *                  {"messages":[{"role","content"}…],"choices":[…],"gold"}   replies
 * exact-match      {"id","prompt" | "messages":[{"role","content"}…],"answers":[…]}
 * perplexity       {"id","text"}
 * completion       {"id","context","continuation"}
 * </pre>
 */
@NullMarked
package dev.sundog.evaluation.task;

import org.jspecify.annotations.NullMarked;
