/**
 * Calls of functions in the text of an answer: the forms that families of models write them in, a
 * reader that takes an answer as it grows, and forms that oblige an answer to call.
 *
 * <p>Forms: Hermes and Qwen {@code <tool_call>{"name": …, "arguments": …}</tool_call>}; Llama 3
 * {@code {"name": …, "parameters": …}}, also after {@code <|python_tag|>}; Mistral {@code
 * [TOOL_CALLS][{…}, …]} and {@code [TOOL_CALLS]name[ARGS]{…}}; Command-R {@code Action: ```json [{
 * "tool_name": …, "parameters": …}]```} and {@code <|START_ACTION|>[…]<|END_ACTION|>}; functionary
 * {@code >>>name} and {@code <function=name>{…}</function>}; Qwen3-Coder {@code
 * <function=name><parameter=key>…</parameter></function>}; firefunction {@code functools[…]};
 * Granite and Phi {@code <|tool_call|>[…]}; MiniMax {@code <invoke name=…>}; LFM2 {@code
 * <|tool_call_start|>[name(key=value)]}; DeepSeek, Kimi and Solar Open with markers of their own.
 *
 * <p>Source: the chat templates and model cards of these families.
 */
@NullMarked
package dev.sundog.inference.tool;

import org.jspecify.annotations.NullMarked;
