// A conversation is a tree: editing a message or retrying an answer adds a sibling and loses nothing.
// Each node remembers which of its children is shown; the path of those is the conversation as one sees it.

import {packPieces, unpackPieces} from './tokens.js';

const ROOT = 'root';
const LONGEST_TITLE = 60;
const MOST_NODES = 20_000;

export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(9)), byte => byte.toString(36).padStart(2, '0')).join('');

export function newConversation(system = '', model = '') {
    const now = Date.now();
    const nodes = new Map([[ROOT, {id: ROOT, children: [], chosen: 0}]]);
    return {id: newId(), title: '', created: now, updated: now, system, model, nodes};
}

/** The messages shown, from first to last. */
export function path(conversation) {
    const messages = [];
    let node = conversation.nodes.get(ROOT);
    while (node.children.length > 0) {
        node = conversation.nodes.get(node.children[node.chosen]);
        messages.push(node);
    }
    return messages;
}

/** Adds a message after `parent` (the beginning if there is none) and shows it. */
export function addMessage(conversation, parent, role, text) {
    const above = conversation.nodes.get(parent?.id ?? ROOT);
    const message = {id: newId(), parent: above.id, role, text, time: Date.now(), children: [], chosen: 0};
    conversation.nodes.set(message.id, message);
    above.children.push(message.id);
    above.chosen = above.children.length - 1;
    touch(conversation);
    return message;
}

export const parentOf = (conversation, message) => message.parent === ROOT ? undefined : conversation.nodes.get(message.parent);

/** Which of how many siblings a message is: `{index, count}`, from 0. */
export function version(conversation, message) {
    const siblings = conversation.nodes.get(message.parent).children;
    return {index: siblings.indexOf(message.id), count: siblings.length};
}

/** Shows the sibling `step` places from a message. */
export function showVersion(conversation, message, step) {
    const above = conversation.nodes.get(message.parent);
    const wanted = above.children.indexOf(message.id) + step;
    above.chosen = Math.max(0, Math.min(above.children.length - 1, wanted));
}

/** Takes a message and all that follows from it out of the tree; what it returns puts them back. */
export function removeMessage(conversation, message) {
    const above = conversation.nodes.get(message.parent);
    const place = above.children.indexOf(message.id);
    const chosen = above.chosen;
    const removed = subtree(conversation, message);
    above.children.splice(place, 1);
    above.chosen = Math.max(0, Math.min(above.children.length - 1, chosen));
    removed.forEach(node => conversation.nodes.delete(node.id));
    touch(conversation);
    return () => {
        removed.forEach(node => conversation.nodes.set(node.id, node));
        above.children.splice(place, 0, message.id);
        above.chosen = above.children.indexOf(message.id);
    };
}

function subtree(conversation, message) {
    const found = [message];
    for (let at = 0; at < found.length; at++) {
        found.push(...found[at].children.map(id => conversation.nodes.get(id)));
    }
    return found;
}

/** The name a conversation is listed under: the user's, or the beginning of the first message. */
export function titleOf(conversation) {
    if (conversation.title) {
        return conversation.title;
    }
    const text = path(conversation)[0]?.text.replace(/\s+/g, ' ').trim() ?? '';
    const characters = Array.from(text);
    return characters.length > LONGEST_TITLE ? `${characters.slice(0, LONGEST_TITLE).join('')}…` : text;
}

/** The request's messages: the path up to and with `last`. Failed answers are left out, messages of one role in a row joined. */
export function requestMessages(conversation, last) {
    const messages = conversation.system.trim() ? [{role: 'system', content: conversation.system}] : [];
    const shown = path(conversation);
    for (const {role, text} of shown.slice(0, shown.indexOf(last) + 1)) {
        if (text !== '' && messages.at(-1)?.role === role) {
            messages.at(-1).content += `\n\n${text}`;
        } else if (text !== '') {
            messages.push({role, content: text});
        }
    }
    return messages;
}

export function touch(conversation) {
    conversation.updated = Date.now();
}

/** A conversation as JSON has it; `withTokens` false leaves the tokens' probabilities out. */
export function toJson(conversation, withTokens = true) {
    const nodes = Array.from(conversation.nodes.values(), node => withTokens && node.pieces
        ? {...node, pieces: packPieces(node.pieces)}
        : {...node, pieces: undefined});
    return {...conversation, nodes};
}

/** Reads what {@link toJson} wrote, taking nothing for granted; undefined if it is not a conversation. */
export function fromJson(json) {
    if (typeof json?.id !== 'string' || !Array.isArray(json.nodes) || json.nodes.length > MOST_NODES) {
        return undefined;
    }
    const conversation = newConversation(string(json.system), string(json.model));
    conversation.id = json.id.replace(/[^a-zA-Z0-9-]/g, '').slice(0, 64) || newId();
    conversation.title = string(json.title);
    conversation.created = number(json.created) ?? conversation.created;
    conversation.updated = number(json.updated) ?? conversation.updated;
    json.nodes.forEach(node => readNode(conversation.nodes, node));
    json.nodes.forEach(node => readChoice(conversation.nodes, node));
    return conversation;
}

function readNode(nodes, json) {
    const above = nodes.get(json?.parent);
    if (typeof json?.id !== 'string' || nodes.has(json.id) || !above || !['user', 'assistant'].includes(json.role)) {
        return;
    }
    nodes.set(json.id, {
        id: json.id, parent: above.id, role: json.role, text: string(json.text), time: number(json.time), children: [], chosen: 0,
        model: json.model === undefined ? undefined : string(json.model),
        finish: json.finish === undefined ? undefined : string(json.finish),
        statistics: readStatistics(json.statistics),
        error: json.error ? {kind: string(json.error.kind), message: string(json.error.message), retryAfter: number(json.error.retryAfter)} : undefined,
        pieces: unpackPieces(json.pieces),
    });
    above.children.push(json.id);
}

/** The choice in terms of children that were read: some of those written may have been refused. */
function readChoice(nodes, json) {
    const node = nodes.get(json?.id);
    if (node && Array.isArray(json.children)) {
        node.chosen = Math.max(0, node.children.indexOf(json.children[json.chosen]));
    }
}

function readStatistics(json) {
    const count = number(json?.count);
    return count === undefined ? undefined : {count, first: number(json.first), rate: number(json.rate)};
}

const string = value => typeof value === 'string' ? value : '';
const number = value => Number.isFinite(value) ? value : undefined;
