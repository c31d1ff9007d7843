// Answers in the making. Each conversation may have one; it goes on when another conversation is looked at.

import {chat} from './api.js';
import {requestMessages, touch} from './conversation.js';
import {PieceCollector} from './tokens.js';

export class Answering {
    #running = new Map();
    #host;

    /** `host` is told of progress: `progress(conversation, message)` and `finished(conversation, message)`. */
    constructor(host) {
        this.#host = host;
    }

    /** The message being made in a conversation, if one is. */
    messageOf(conversation) {
        return this.#running.get(conversation.id)?.message;
    }

    /** Whether a conversation, given by its id, has an answer in the making. */
    has(id) {
        return this.#running.has(id);
    }

    stop(conversation) {
        this.#running.get(conversation.id)?.controller.abort();
    }

    /** Streams the answer to `question` into `message`. Whatever goes wrong ends in the message, never in an exception. */
    async run(conversation, question, message, settings, key) {
        const controller = new AbortController();
        const collector = new PieceCollector();
        const clock = new Clock();
        message.pieces = collector.pieces;
        this.#running.set(conversation.id, {controller, message});
        try {
            const body = {model: message.model, messages: requestMessages(conversation, question), ...settings};
            for await (const chunk of chat(body, key, controller.signal)) {
                take(chunk, message, collector, clock);
                this.#host.progress(conversation, message);
            }
        } catch (failure) {
            if (failure.name === 'AbortError') {
                message.finish = 'stopped';
            } else {
                message.error = {kind: failure.kind ?? 'server', message: failure.message, retryAfter: failure.retryAfter};
            }
        }
        collector.finish();
        message.statistics = clock.statistics();
        this.#running.delete(conversation.id);
        touch(conversation);
        this.#host.finished(conversation, message);
    }
}

function take({text, tokens, finish, usage}, message, collector, clock) {
    message.text += text;
    message.finish = finish ?? message.finish;
    collector.add(text, tokens);
    if (text !== '' || tokens.length > 0) {
        clock.tick(Math.max(1, tokens.length));
    }
    clock.usage = usage?.completion_tokens ?? clock.usage;
}

/** Seconds below which a number of tokens a second would tell of the network's buffers only. */
const SHORTEST_TO_TELL = 0.02;

/** Time to the first token and tokens a second after it, as this browser saw them. */
class Clock {
    #begin = performance.now();
    #first;
    #last;
    #firstCount = 0;
    #count = 0;
    usage;

    tick(count) {
        this.#last = performance.now();
        this.#count += count;
        if (this.#first === undefined) {
            this.#first = this.#last;
            this.#firstCount = count;
        }
    }

    statistics() {
        if (this.#first === undefined) {
            return undefined;
        }
        const seconds = (this.#last - this.#first) / 1000;
        const rate = seconds >= SHORTEST_TO_TELL ? (this.#count - this.#firstCount) / seconds : undefined;
        return {count: this.usage ?? this.#count, first: this.#first - this.#begin, rate};
    }
}
