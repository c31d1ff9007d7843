// Runs before the first paint, so that a chosen theme does not flash in the other one.
'use strict';
(() => {
    let chosen = null;
    try {
        chosen = JSON.parse(localStorage.getItem('sundog.preferences') ?? '{}')?.theme;
    } catch {
        // no storage, or not ours: the system's theme it is
    }
    if (chosen === 'light' || chosen === 'dark') {
        document.documentElement.dataset.theme = chosen;
    }
})();
