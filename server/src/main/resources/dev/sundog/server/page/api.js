// The server's OpenAI-compatible interface, as far as the page needs it.

import {eventsOf} from './sse.js';

/**
 * What went wrong with a request, in a form that can be kept and shown.
 * Kinds: `key` (401, 403), `busy` (429, 503), `request` (other 4xx), `server` (other 5xx), `connection`.
 */
export class RequestError extends Error {
    constructor(kind, message, retryAfter) {
        super(message);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }
}

/** The ids of the models the server has. */
export async function models(key) {
    const response = await request('v1/models', {headers: headers(key)});
    const body = await response.json().catch(() => ({}));
    return Array.isArray(body.data) ? body.data.map(model => String(model.id)) : [];
}

/**
 * Streams an answer. Yields `{text, tokens, finish, usage}` for each chunk, of which any may be absent; `tokens` are the
 * entries of `logprobs.content`. Ends normally when the server said so, and throws {@link RequestError} when the
 * connection ended before. An abort by `signal` throws an `AbortError`.
 */
export async function* chat(body, key, signal) {
    const response = await request('v1/chat/completions', {
        method: 'POST',
        headers: {'Content-Type': 'application/json', ...headers(key)},
        body: JSON.stringify({...body, stream: true, stream_options: {include_usage: true}}),
        signal,
    });
    let finished = false;
    try {
        for await (const data of eventsOf(response.body)) {
            if (data === '[DONE]') {
                return;
            }
            const chunk = chunkOf(data);
            finished ||= Boolean(chunk.finish);
            yield chunk;
        }
    } catch (failure) {
        throw failure.name === 'AbortError' || failure instanceof RequestError ? failure : new RequestError('connection', '');
    }
    if (!finished) {
        throw new RequestError('connection', '');
    }
}

const headers = key => key ? {Authorization: `Bearer ${key}`} : {};

async function request(address, options) {
    let response;
    try {
        response = await fetch(address, options);
    } catch (failure) {
        throw failure.name === 'AbortError' ? failure : new RequestError('connection', '');
    }
    if (!response.ok) {
        throw await refusal(response);
    }
    return response;
}

async function refusal(response) {
    const body = await response.json().catch(() => ({}));
    const message = typeof body.error?.message === 'string' ? body.error.message : `${response.status} ${response.statusText}`;
    const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
    return new RequestError(kindOf(response.status), message, Number.isFinite(seconds) ? seconds : undefined);
}

function kindOf(status) {
    if (status === 401 || status === 403) {
        return 'key';
    }
    if (status === 429 || status === 503) {
        return 'busy';
    }
    return status < 500 ? 'request' : 'server';
}

function chunkOf(data) {
    let chunk;
    try {
        chunk = JSON.parse(data);
    } catch {
        throw new RequestError('server', data.slice(0, 200));
    }
    if (chunk.error) {
        throw new RequestError('server', String(chunk.error.message ?? chunk.error));
    }
    const choice = chunk.choices?.[0];
    return {
        text: choice?.delta?.content ?? '',
        tokens: choice?.logprobs?.content ?? [],
        finish: choice?.finish_reason ?? undefined,
        usage: chunk.usage ?? undefined,
    };
}
