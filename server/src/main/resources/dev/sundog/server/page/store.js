// What the browser keeps: a conversation an entry, the preferences, and for this tab only the API key.

import {fromJson, newId, toJson} from './conversation.js';

const CONVERSATION = 'sundog.conversation.';
const PREFERENCES = 'sundog.preferences';
const KEY = 'sundog.key';
const FORMAT = 'sundog-conversations';

/** All conversations by id. Entries that cannot be read are left alone and not shown. */
export function loadConversations() {
    const found = new Map();
    for (const name of names()) {
        const conversation = name.startsWith(CONVERSATION) ? readConversation(localStorage.getItem(name)) : undefined;
        if (conversation) {
            found.set(conversation.id, conversation);
        }
    }
    return found;
}

/** The conversation of a storage event: `{id, conversation}`, the latter undefined when it was deleted; undefined for other entries. */
export function changedElsewhere(event) {
    if (!event.key?.startsWith(CONVERSATION)) {
        return undefined;
    }
    return {id: event.key.slice(CONVERSATION.length), conversation: readConversation(event.newValue)};
}

/**
 * Keeps a conversation. When the browser's room is used up, probabilities are given up, the oldest conversations' first.
 *
 * @returns {boolean} false if it could not be kept
 */
export function saveConversation(conversation, all) {
    if (write(conversation, true)) {
        return true;
    }
    for (const old of [...all.values()].sort((a, b) => a.updated - b.updated)) {
        write(old, false);
        if (write(conversation, old !== conversation)) {
            return true;
        }
    }
    return write(conversation, false);
}

export function forgetConversation(id) {
    attempt(() => localStorage.removeItem(CONVERSATION + id));
}

export function loadPreferences() {
    const kept = attempt(() => JSON.parse(localStorage.getItem(PREFERENCES) ?? '{}'));
    return kept && typeof kept === 'object' ? kept : {};
}

export function savePreferences(preferences) {
    attempt(() => localStorage.setItem(PREFERENCES, JSON.stringify(preferences)));
}

export const loadKey = () => attempt(() => sessionStorage.getItem(KEY)) ?? '';

export function saveKey(key) {
    attempt(() => key ? sessionStorage.setItem(KEY, key) : sessionStorage.removeItem(KEY));
}

export function exportText(conversations) {
    return JSON.stringify({format: FORMAT, version: 1, conversations: [...conversations].map(each => toJson(each))}, undefined, 1);
}

/** The conversations of an exported file, or undefined if it is none. An id that is taken by another conversation is replaced. */
export function importText(text, taken) {
    const json = attempt(() => JSON.parse(text));
    if (json?.format !== FORMAT || !Array.isArray(json.conversations)) {
        return undefined;
    }
    const read = json.conversations.map(fromJson).filter(Boolean);
    read.filter(each => taken.has(each.id)).forEach(each => { each.id = newId(); });
    return read;
}

function write(conversation, withTokens) {
    return attempt(() => {
        localStorage.setItem(CONVERSATION + conversation.id, JSON.stringify(toJson(conversation, withTokens)));
        return true;
    }) ?? false;
}

const readConversation = text => text === null ? undefined : attempt(() => fromJson(JSON.parse(text)));

const names = () => attempt(() => Array.from({length: localStorage.length}, (_, index) => localStorage.key(index))) ?? [];

/** The browser may refuse storage altogether; the page then works without. */
function attempt(action) {
    try {
        return action();
    } catch {
        return undefined;
    }
}
