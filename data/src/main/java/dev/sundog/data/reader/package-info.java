/**
 * Training data as files, read strictly and by index.
 *
 * <pre>
 * .txt     the whole file is one document, UTF-8, at most 64 MiB
 * .jsonl   one JSON object a line; blank lines are passed over; all lines of a file have one form:
 *   text        {"text": "…"}
 *   messages    {"messages": [{"role": "user", "content": "…"}, …, {"role": "assistant", …}]}
 *   alpaca      {"instruction": "…", "input": "…" (optional), "output": "…"}
 *   preference  {"prompt": "…" or [messages], "chosen": "…" or [messages], "rejected": likewise};
 *               three texts are continued as they are, without a chat template
 * a folder: its .txt and .jsonl files, those of sub-folders too, in the order of their paths
 * </pre>
 *
 * Further keys of a line are passed over. Whatever is wrong is reported as file, line, what was
 * expected and what was found.
 *
 * <p><b>Source:</b> the JSON Lines text format; OpenAI chat messages; the Stanford Alpaca data
 * format; the preference format of TRL's dataset documentation.
 */
@NullMarked
package dev.sundog.data.reader;

import org.jspecify.annotations.NullMarked;
