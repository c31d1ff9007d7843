// The page as a whole: which conversation is open, and what the controls do.

import {Answering} from './answering.js';
import {models} from './api.js';
import {addMessage, newConversation, parentOf, path, removeMessage, showVersion, touch} from './conversation.js';
import {byId, composing, copyText, download, element, fitHeight} from './dom.js';
import {requestSettings, Settings} from './settings.js';
import {Sidebar} from './sidebar.js';
import * as store from './store.js';
import {chooseLanguage, t, translate} from './strings.js';
import {installCard} from './tokens.js';
import {Transcript} from './transcript.js';

const KEPT_EVERY = 2000;
const NEAR_THE_END = 48;

const preferences = store.loadPreferences();
const conversations = store.loadConversations();
let current = newConversation(preferences.system, preferences.model);
let key = store.loadKey();
let offered = [];
let keptAt = 0;
let frame = 0;

const transcript = new Transcript(byId('transcript'), {
    copy: message => copied(message.text),
    retry: message => answer(transcript.questionOf(message)),
    edit: (message, text) => ask(text, parentOf(current, message)),
    remove: removeFromHere,
    showVersion: (message, step) => { showVersion(current, message, step); keep(current); showConversation(); },
    toggleProbabilities: () => { preferences.heat = !preferences.heat; changed('heat'); },
    enterKey,
});
const sidebar = new Sidebar(byId('history'), {open: openConversation, rename, remove: removeConversation});
const answering = new Answering({progress, finished});
const settings = new Settings(byId('settings'), preferences, {
    changed,
    close: () => setDrawer('settings', false),
    system: () => current.system,
    setSystem,
    key: () => key,
    setKey,
});
const hideCard = installCard(byId('token-card'), byId('transcript'));

// --- asking and answering

/** Says something after `parent`, or at the beginning if there is none. */
function ask(text, parent) {
    answering.stop(current);
    conversations.set(current.id, current);
    answer(addMessage(current, parent, 'user', text));
}

/** Answers a message of the user, beside the answers it may have already. */
async function answer(question) {
    const conversation = current;
    answering.stop(conversation);
    await idle(conversation);
    if (offered.length === 0) {
        await loadModels();
    }
    const message = addMessage(conversation, question, 'assistant', '');
    message.model = byId('model').value;
    const running = answering.run(conversation, question, message, requestSettings(preferences), key);
    keep(conversation);
    if (conversation === current) {
        showConversation();
        scrollToEnd();
    }
    await running;
}

/** An answer that was told to stop ends a moment later. */
async function idle(conversation) {
    while (answering.has(conversation.id)) {
        await new Promise(resolve => setTimeout(resolve, 5));
    }
}

function progress(conversation, message) {
    if (Date.now() - keptAt > KEPT_EVERY) {
        keep(conversation);
    }
    if (conversation === current && frame === 0) {
        frame = requestAnimationFrame(() => {
            frame = 0;
            const follow = atEnd();
            transcript.update(message, answering.messageOf(conversation) === message);
            follow ? scrollToEnd() : showToLatest();
        });
    }
}

function finished(conversation, message) {
    if (conversations.has(conversation.id)) {
        keep(conversation);
    }
    if (conversation === current) {
        const follow = atEnd();
        transcript.update(message, false);
        byId('announcer').textContent = message.text;
        showRunning();
        follow && scrollToEnd();
    }
    showHistory();
}

// --- what is on the screen

function showConversation() {
    hideCard();
    transcript.verbatim = Boolean(preferences.heat);
    transcript.show(current, answering.messageOf(current));
    byId('welcome').hidden = path(current).length > 0;
    settings.refreshSystem();
    showModels();
    showRunning();
    showHistory();
}

function showHistory() {
    sidebar.show(conversations.values(), current.id, answering);
}

function showRunning() {
    const running = answering.has(current.id);
    const focused = document.activeElement;
    byId('send').hidden = running;
    byId('stop').hidden = !running;
    byId('transcript').setAttribute('aria-busy', String(running));
    if (running) {
        byId('announcer').textContent = t('answering');
    }
    if (focused === byId('stop') || focused === byId('send')) {
        byId('question').focus();
    }
}

const atEnd = () => {
    const view = byId('scroller');
    return view.scrollHeight - view.scrollTop - view.clientHeight < NEAR_THE_END;
};

function scrollToEnd() {
    byId('scroller').scrollTop = byId('scroller').scrollHeight;
    showToLatest();
}

function showToLatest() {
    byId('to-latest').hidden = atEnd();
}

function toast(text, label, action) {
    const box = byId('toast');
    const close = () => box.replaceChildren();
    box.replaceChildren(element('span', {}, text));
    if (action) {
        box.append(element('button', {type: 'button', class: 'text-button', onclick: () => { close(); action(); }}, label));
    }
    clearTimeout(box.closing);
    box.closing = setTimeout(close, action ? 8000 : 2500);
}

async function copied(text) {
    toast(await copyText(text) ? t('copied') : t('notCopied'));
}

// --- conversations

function keep(conversation) {
    keptAt = Date.now();
    if (!store.saveConversation(conversation, conversations)) {
        toast(t('storageFull'));
    }
}

function openConversation(conversation) {
    current = conversation;
    setDrawer('sidebar', false);
    showConversation();
    scrollToEnd();
}

function startConversation() {
    current = newConversation(preferences.system, preferences.model);
    setDrawer('sidebar', false);
    showConversation();
    byId('question').focus();
}

function rename(conversation, title) {
    conversation.title = title;
    keep(conversation);
    showHistory();
}

function removeConversation(conversation) {
    answering.stop(conversation);
    conversations.delete(conversation.id);
    store.forgetConversation(conversation.id);
    if (conversation === current) {
        current = newConversation(preferences.system, preferences.model);
    }
    showConversation();
    byId('new-conversation').focus();
    toast(t('deleted'), t('undo'), () => {
        conversations.set(conversation.id, conversation);
        keep(conversation);
        openConversation(conversation);
    });
}

function removeFromHere(message) {
    const conversation = current;
    answering.stop(conversation);
    const restore = removeMessage(conversation, message);
    keep(conversation);
    showConversation();
    toast(t('deleted'), t('undo'), () => {
        restore();
        keep(conversation);
        openConversation(conversation);
    });
}

async function importFile(event) {
    const file = event.target.files[0];
    const read = file && store.importText(await file.text(), conversations);
    event.target.value = '';
    if (!read) {
        toast(t('notImported'));
        return;
    }
    for (const conversation of read) {
        conversations.set(conversation.id, conversation);
        keep(conversation);
    }
    showHistory();
    toast(t('imported', read.length));
}

/** Another tab of this browser kept or deleted a conversation. */
function takeOver(event) {
    const change = store.changedElsewhere(event);
    if (!change || answering.has(change.id)) {
        return;
    }
    if (change.conversation) {
        conversations.set(change.id, change.conversation);
        current = current.id === change.id ? change.conversation : current;
    } else {
        conversations.delete(change.id);
    }
    current.id === change.id ? showConversation() : showHistory();
}

// --- models, key, preferences

async function loadModels() {
    const notice = byId('notice');
    try {
        offered = await models(key);
        notice.hidden = offered.length > 0;
        notice.replaceChildren(element('span', {}, t('errorNoModel')));
    } catch (failure) {
        offered = [];
        const words = {key: 'errorKey', busy: 'errorBusy', connection: 'errorConnection'}[failure.kind] ?? 'errorServer';
        const button = failure.kind === 'key'
            ? element('button', {type: 'button', class: 'text-button', onclick: enterKey}, t('enterKey'))
            : element('button', {type: 'button', class: 'text-button', onclick: loadModels}, t('retry'));
        notice.replaceChildren(element('span', {}, t(words)), button);
        notice.hidden = false;
    }
    showModels();
}

function showModels() {
    const select = byId('model');
    const wanted = [current.model, preferences.model].find(id => offered.includes(id)) ?? offered[0];
    select.replaceChildren(...offered.map(id => element('option', {value: id}, id)));
    select.disabled = offered.length === 0;
    if (offered.length === 0) {
        select.append(element('option', {value: ''}, t('noModel')));
    }
    select.value = wanted ?? '';
}

function chooseModel() {
    preferences.model = byId('model').value;
    current.model = preferences.model;
    changed('model');
    keepIfListed();
}

function setSystem(text) {
    current.system = text;
    preferences.system = text;
    changed('system');
    keepIfListed();
}

function keepIfListed() {
    if (conversations.has(current.id)) {
        touch(current);
        keep(current);
    }
}

function setKey(text) {
    key = text;
    store.saveKey(text);
    loadModels();
}

function enterKey() {
    setDrawer('settings', true);
    settings.focusKey();
}

function changed(name) {
    store.savePreferences(preferences);
    if (name === 'theme') {
        applyTheme();
    } else if (name === 'language') {
        applyLanguage();
    } else if (name === 'heat') {
        settings.refreshChoices();
        showConversation();
    }
}

function applyTheme() {
    const chosen = ['light', 'dark'].includes(preferences.theme);
    chosen ? document.documentElement.dataset.theme = preferences.theme : delete document.documentElement.dataset.theme;
}

function toggleTheme() {
    const theme = document.documentElement.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
    preferences.theme = theme === 'dark' ? 'light' : 'dark';
    changed('theme');
    settings.refreshChoices();
}

function applyLanguage() {
    chooseLanguage(preferences.language);
    translate(document);
    settings.show();
    showConversation();
}

// --- drawers and keys

const OPENERS = {sidebar: 'open-sidebar', settings: 'toggle-settings'};

function setDrawer(name, open) {
    const drawer = byId(name);
    const wasOpen = drawer.classList.contains('open');
    drawer.classList.toggle('open', open);
    byId(OPENERS[name]).setAttribute('aria-expanded', String(open));
    document.body.classList.toggle('has-drawer', document.querySelector('.drawer.open') !== null);
    if (open && !wasOpen) {
        drawer.querySelector('button:not([hidden])')?.focus();
    } else if (wasOpen && !open && (drawer.contains(document.activeElement) || document.activeElement === document.body)) {
        byId(OPENERS[name]).focus();
    }
}

function submit(event) {
    event?.preventDefault();
    const field = byId('question');
    const text = field.value.trim();
    if (text === '' || answering.has(current.id)) {
        return;
    }
    field.value = '';
    fitHeight(field);
    ask(text, path(current).at(-1));
}

function onQuestionKey(event) {
    if (composing(event)) {
        return;
    }
    if (event.key === 'Enter' && !event.shiftKey) {
        event.preventDefault();
        submit();
    } else if (event.key === 'ArrowUp' && event.target.value === '' && transcript.lastOfUser()) {
        event.preventDefault();
        transcript.edit(transcript.lastOfUser());
    }
}

function onKey(event) {
    if (event.key === '/' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        toggleShortcuts();
    } else if (event.key === 'Escape' && !composing(event) && !byId('shortcuts').open) {
        const drawer = document.querySelector('.drawer.open');
        drawer ? setDrawer(drawer.id, false) : answering.stop(current);
    }
}

function toggleShortcuts() {
    const dialog = byId('shortcuts');
    dialog.open ? dialog.close() : dialog.showModal();
}

function connect() {
    const on = (id, type, action) => byId(id).addEventListener(type, action);
    on('composer', 'submit', submit);
    on('question', 'keydown', onQuestionKey);
    on('question', 'input', event => fitHeight(event.target));
    on('stop', 'click', () => answering.stop(current));
    on('new-conversation', 'click', startConversation);
    on('export', 'click', () => download('sundog-conversations.json', store.exportText(conversations.values())));
    on('import', 'click', () => byId('import-file').click());
    on('import-file', 'change', importFile);
    on('open-sidebar', 'click', () => setDrawer('sidebar', true));
    on('close-sidebar', 'click', () => setDrawer('sidebar', false));
    on('toggle-settings', 'click', () => setDrawer('settings', !byId('settings').classList.contains('open')));
    on('toggle-theme', 'click', toggleTheme);
    on('model', 'change', chooseModel);
    on('scroller', 'scroll', showToLatest);
    on('to-latest', 'click', scrollToEnd);
    on('show-shortcuts', 'click', toggleShortcuts);
    on('close-shortcuts', 'click', toggleShortcuts);
    on('scrim', 'click', () => Object.keys(OPENERS).forEach(name => setDrawer(name, false)));
    document.addEventListener('keydown', onKey);
    window.addEventListener('storage', takeOver);
    window.addEventListener('pagehide', () => [...conversations.values()].filter(each => answering.has(each.id)).forEach(keep));
}

connect();
applyLanguage();
loadModels();
byId('question').focus();
