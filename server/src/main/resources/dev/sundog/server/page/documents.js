// The viewer of documents: sends a file, waits for it, shows its pages beside its text.

import {byId, download, element} from './dom.js';
import {safeNodes} from './inert.js';
import {loadKey, loadPreferences, saveKey, savePreferences} from './store.js';
import {chooseLanguage, languageOf, t, translate} from './strings.js';

const ADDRESS = 'v1/document-digitization';
const POLL = 300;
const TONES = {
    heading1: 'heading', heading2: 'heading', heading3: 'heading', header: 'margin', footer: 'margin', footnote: 'margin',
    caption: 'caption', table: 'table', figure: 'figure', chart: 'figure', equation: 'equation', list: 'list', index: 'list',
};
const SVG = 'http://www.w3.org/2000/svg';

let shown;
let current = -1;
let attempt = 0;
let pictures = [];
let watcher;

const tone = category => TONES[category] ?? 'paragraph';
const categoryName = category => t(`category_${tone(category)}`);

// --- sending

class Refusal extends Error {
    constructor(status, message) {
        super(message);
        this.status = status;
    }
}

async function call(address, options = {}) {
    const key = loadKey();
    let response;
    try {
        response = await fetch(address, {...options, headers: key ? {Authorization: `Bearer ${key}`} : {}});
    } catch {
        throw new Refusal(0, t('errorConnection'));
    }
    if (!response.ok) {
        const body = await response.json().catch(() => ({}));
        throw new Refusal(response.status, String(body.error?.message ?? `${response.status} ${response.statusText}`));
    }
    return response;
}

async function read(file) {
    const mine = ++attempt;
    notice();
    show('working');
    byId('name').textContent = file.name;
    byId('progress').removeAttribute('value');
    byId('stage').textContent = t('sending');
    try {
        const request = await submit(file);
        const answer = await finished(request, mine);
        if (mine === attempt) {
            present(answer, request, file.name);
        }
    } catch (failure) {
        if (mine === attempt) {
            refuse(failure, file);
        }
    }
}

async function submit(file) {
    const form = new FormData();
    form.append('output_formats', '["html","markdown","text"]');
    form.append('base64_encoding', '["figure","chart"]');
    form.append('document', file, file.name);
    const answer = await call(`${ADDRESS}/async`, {method: 'POST', body: form});
    return (await answer.json()).request_id;
}

async function finished(request, mine) {
    for (;;) {
        const state = await (await call(`${ADDRESS}/requests/${request}`)).json();
        if (mine !== attempt) {
            return undefined;
        }
        if (state.status === 'completed') {
            return state.result;
        }
        if (state.status === 'failed') {
            throw new Refusal(400, state.failure_message);
        }
        if (state.total_pages > 0) {
            byId('progress').value = state.completed_pages / state.total_pages;
            byId('stage').textContent = t('pagesDone', state.completed_pages, state.total_pages);
        } else {
            byId('stage').textContent = t('waiting');
        }
        await new Promise(done => setTimeout(done, POLL));
    }
}

function refuse(failure, file) {
    show(shown ? 'viewer' : 'empty');
    byId('name').textContent = shown ? shown.name : t('documents');
    if (failure.status !== 401) {
        notice(failure.message);
        return;
    }
    const field = element('input', {type: 'password', 'aria-label': t('apiKey'), placeholder: t('apiKey'), autocomplete: 'off'});
    const form = element('form', {
        onsubmit: event => {
            event.preventDefault();
            saveKey(field.value.trim());
            read(file);
        },
    }, field);
    notice(t('errorKey'), form);
    field.focus();
}

function notice(text, ...nodes) {
    const node = byId('notice');
    node.replaceChildren(...(text ? [element('span', {}, text), ...nodes] : []));
    node.hidden = !text;
}

function show(part) {
    for (const name of ['empty', 'working', 'viewer']) {
        byId(name).hidden = name !== part;
    }
    byId('tools').hidden = part !== 'viewer';
    byId('legend').hidden = part !== 'viewer';
}

// --- showing

function present(answer, request, name) {
    pictures.forEach(address => URL.revokeObjectURL(address));
    pictures = [];
    watcher?.disconnect();
    watcher = new IntersectionObserver(arrived, {root: byId('pages'), rootMargin: '100% 0px'});
    if (shown) {
        call(`${ADDRESS}/requests/${shown.request}`, {method: 'DELETE'}).catch(() => undefined);
    }
    shown = {answer, request, name};
    current = -1;
    const boxes = new Map(answer.pages.map(page => [page.page, []]));
    answer.elements.forEach((each, index) => boxes.get(each.page)?.push({...each, index}));
    byId('pages').replaceChildren(...answer.pages.map(page => pageNode(page, boxes.get(page.page))));
    byId('reading').replaceChildren(...readingNodes(answer));
    legend(answer.elements);
    show('viewer');
    byId('pages').scrollTop = 0;
    byId('reading').scrollTop = 0;
    byId('announcer').textContent = t('documentRead', answer.pages.length, answer.elements.length);
}

function pageNode(page, boxes) {
    const sheet = element('div', {class: 'sheet', 'data-page': page.page});
    sheet.style.aspectRatio = `${page.width || 1} / ${page.height || 1}`;
    sheet.append(element('img', {alt: t('pageNumber', page.page)}), ...boxes.map(boxNode), arrows(page, boxes));
    watcher.observe(sheet);
    const label = page.reason ? `${t('pageNumber', page.page)} · ${page.reason}` : t('pageNumber', page.page);
    return element('figure', {class: 'sheet-frame'}, sheet,
        element('figcaption', {class: page.status === 'complete' ? '' : 'failed'}, label));
}

function boxNode(each) {
    const number = each.index + 1;
    const node = element('div', {
        class: `box tone-${tone(each.category)}`, 'data-index': each.index, title: `${number} · ${each.category}`,
    }, element('b', {}, String(number)));
    const [from, , to] = each.coordinates;
    node.style.left = `${from.x * 100}%`;
    node.style.top = `${from.y * 100}%`;
    node.style.width = `${(to.x - from.x) * 100}%`;
    node.style.height = `${(to.y - from.y) * 100}%`;
    return node;
}

/** From each box to the next: from the end of one to the number of the other. */
function arrows(page, boxes) {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', `0 0 ${page.width || 1} ${page.height || 1}`);
    svg.setAttribute('aria-hidden', 'true');
    for (let i = 1; i < boxes.length; i++) {
        const [, , end, corner] = boxes[i - 1].coordinates;
        const [start] = boxes[i].coordinates;
        const x0 = Math.min(corner.x + (end.x - corner.x) / 2, corner.x + 0.06) * page.width;
        const y0 = end.y * page.height;
        const x1 = start.x * page.width + 6;
        const y1 = start.y * page.height;
        path(svg, `M${x0} ${y0}L${x1} ${y1}`);
        const length = Math.hypot(x1 - x0, y1 - y0);
        if (length > 14) {
            const angle = Math.atan2(y1 - y0, x1 - x0);
            const [x, y] = [x1 - Math.cos(angle), y1 - Math.sin(angle)];
            const wing = turn => `${x - 7 * Math.cos(angle + turn)} ${y - 7 * Math.sin(angle + turn)}`;
            path(svg, `M${x} ${y}L${wing(0.45)}L${wing(-0.45)}Z`, 'tip');
        }
    }
    return svg;
}

function path(svg, d, name = '') {
    const node = document.createElementNS(SVG, 'path');
    node.setAttribute('d', d);
    node.setAttribute('class', name);
    svg.append(node);
}

/** Pictures of pages are asked for when they come near. */
function arrived(entries) {
    for (const entry of entries.filter(each => each.isIntersecting)) {
        watcher.unobserve(entry.target);
        const image = entry.target.querySelector('img');
        const address = `${ADDRESS}/requests/${shown.request}/pages/${entry.target.dataset.page}`;
        call(address).then(response => response.blob()).then(blob => {
            image.src = URL.createObjectURL(blob);
            pictures.push(image.src);
        }).catch(failure => notice(failure.message));
    }
}

function readingNodes(answer) {
    const nodes = [];
    let page = 0;
    answer.elements.forEach((each, index) => {
        if (each.page > page) {
            page = each.page;
            nodes.push(element('p', {class: 'page-mark'}, t('pageNumber', page)));
        }
        const language = languageOf(each.content.text) || undefined;
        nodes.push(element('article', {
            class: `part tone-${tone(each.category)}`, 'data-index': index, tabindex: '-1', lang: language,
            'aria-label': `${index + 1}, ${categoryName(each.category)}`,
        }, element('span', {class: 'number', 'aria-hidden': 'true'}, String(index + 1)),
        element('div', {class: 'wide'}, ...safeNodes(each.content.html))));
    });
    return nodes.length ? nodes : [element('p', {class: 'page-mark'}, t('nothingFound'))];
}

function legend(elements) {
    const counts = new Map();
    elements.forEach(each => counts.set(tone(each.category), (counts.get(tone(each.category)) ?? 0) + 1));
    const entries = [...counts].map(([name, count]) =>
        element('span', {class: `tone-${name}`}, element('i', {}), `${t(`category_${name}`)}: ${count}`));
    byId('legend').replaceChildren(...entries, element('span', {class: 'keys'}, t('viewerKeys')));
}

// --- pointing

const both = index => document.querySelectorAll(`#viewer [data-index="${index}"]`);

/** Makes an element the current one on both sides. */
function select(index, from) {
    if (!shown || index < 0 || index >= shown.answer.elements.length) {
        return;
    }
    document.querySelectorAll('#viewer .current').forEach(node => node.classList.remove('current'));
    current = index;
    for (const node of both(index)) {
        node.classList.add('current');
        const pane = node.closest('section');
        if (pane.id !== from) {
            reveal(node, pane);
        }
        if (node.matches('.part')) {
            node.focus({preventScroll: true});
        }
    }
}

function reveal(node, pane) {
    const box = node.getBoundingClientRect();
    const frame = pane.getBoundingClientRect();
    if (box.top < frame.top + 8 || box.bottom > frame.bottom - 8) {
        pane.scrollTop += box.top - frame.top - Math.max(24, (frame.height - box.height) / 2);
    }
}

function light(event) {
    const target = event.target.closest?.('[data-index]');
    document.querySelectorAll('#viewer .lit').forEach(node => node.classList.remove('lit'));
    if (target) {
        both(target.dataset.index).forEach(node => node.classList.add('lit'));
    }
}

function onKey(event) {
    if (byId('viewer').hidden || event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input')) {
        return;
    }
    const last = shown.answer.elements.length - 1;
    const to = {
        j: current + 1, ArrowDown: current + 1, k: Math.max(0, current - 1), ArrowUp: Math.max(0, current - 1), Home: 0, End: last,
    }[event.key];
    if (to !== undefined) {
        event.preventDefault();
        select(Math.min(to, last));
    }
}

// --- the frame

function toggleTheme() {
    const root = document.documentElement;
    const dark = (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
    root.dataset.theme = dark ? 'light' : 'dark';
    savePreferences({...loadPreferences(), theme: root.dataset.theme});
}

const baseName = () => shown.name.replace(/\.[^.]*$/, '') || 'document';
const save = (suffix, text) => download(`${baseName()}.${suffix}`, text);

function listen() {
    const on = (id, name, action) => byId(id).addEventListener(name, action);
    on('choose', 'click', () => byId('file').click());
    on('file', 'change', event => {
        const [file] = event.target.files;
        event.target.value = '';
        if (file) {
            read(file);
        }
    });
    on('toggle-theme', 'click', toggleTheme);
    on('order', 'change', event => byId('pages').classList.toggle('no-order', !event.target.checked));
    on('save-html', 'click', () => save('html', shown.answer.content.html));
    on('save-markdown', 'click', () => save('md', shown.answer.content.markdown));
    on('save-json', 'click', () => save('json', JSON.stringify(shown.answer, undefined, 1)));
    on('viewer', 'mouseover', light);
    on('viewer', 'mouseleave', light);
    on('viewer', 'click', event => {
        const target = event.target.closest('[data-index]');
        if (target) {
            select(Number(target.dataset.index), target.closest('section').id);
        }
    });
    document.addEventListener('keydown', onKey);
    for (const name of ['dragenter', 'dragover']) {
        document.addEventListener(name, event => {
            event.preventDefault();
            byId('drop').classList.add('over');
        });
    }
    document.addEventListener('dragleave', event => {
        if (!event.relatedTarget) {
            byId('drop').classList.remove('over');
        }
    });
    document.addEventListener('drop', event => {
        event.preventDefault();
        byId('drop').classList.remove('over');
        const [file] = event.dataTransfer.files;
        if (file) {
            read(file);
        }
    });
}

chooseLanguage(loadPreferences().language);
translate(document);
listen();
