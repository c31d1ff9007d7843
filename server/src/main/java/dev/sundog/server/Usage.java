package dev.sundog.server;

import tools.jackson.databind.node.ObjectNode;

/**
 * Tokens of a request.
 *
 * @param prompt tokens of its prompts, each counted once
 * @param cached those of them that did not have to be computed
 * @param completion tokens of all answers
 */
record Usage(int prompt, int cached, int completion) {
    ObjectNode json() {
        ObjectNode usage = Json.object();
        usage.put("prompt_tokens", prompt);
        usage.put("completion_tokens", completion);
        usage.put("total_tokens", prompt + completion);
        usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
        return usage;
    }
}
