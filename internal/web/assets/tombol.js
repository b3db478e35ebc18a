// The keys of every page: what an element offers stands in its data-tombol ("r", or two
// keys after each other as "g m"), and is clicked, or focused where something is typed
// or chosen. "?" lists what the page offers. Single keys can be switched off.
'use strict';

(() => {
  const stored = 'loket.tombol';
  const opener = document.getElementById('lembar-tombol');
  const say = opener?.dataset ?? {}; // what is said, in the page's language
  const off = () => localStorage.getItem(stored) === 'mati';
  const typed = 'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit], [type=button])';
  const pause = 1500; // ms between two keys after each other
  let first = '';
  let timer;

  const offered = () => [...document.querySelectorAll('[data-tombol]')].filter((node) => !node.disabled && !node.closest('[hidden]'));
  const use = (node) => {
    for (let fold = node.closest('details'); fold; fold = fold.parentElement.closest('details')) {
      if (node !== fold.querySelector('summary')) fold.open = true;
    }
    node.focus();
    if (!node.matches(typed)) node.click();
  };

  // The rows of a list.
  const rows = () => [...document.querySelectorAll('[data-daftar] > li > a')];
  const step = (by) => {
    const all = rows();
    const at = all.findIndex((link) => link.parentElement.contains(document.activeElement));
    const next = at < 0 ? all[by > 0 ? 0 : all.length - 1] : all[at + by];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
    return !!next;
  };
  const choose = () => {
    const box = document.activeElement?.closest('[data-daftar] > li')?.querySelector('[type=checkbox]');
    if (box) box.checked = !box.checked;
    return !!box;
  };
  const moves = { j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1), x: choose };

  const press = (key) => {
    if (key === '?') return sheet();
    const keys = first ? `${first} ${key}` : key;
    first = '';
    clearTimeout(timer);
    const all = offered();
    const node = all.find((one) => one.dataset.tombol === keys);
    if (node) {
      use(node);
      return true;
    }
    if (all.some((one) => one.dataset.tombol.startsWith(`${keys} `))) {
      first = keys;
      timer = setTimeout(() => { first = ''; }, pause);
      return true;
    }
    return !keys.includes(' ') && rows().length > 0 && !!moves[keys]?.();
  };

  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
    const field = event.target.closest?.(typed);
    if (event.key === 'Enter' && event.ctrlKey && field?.form) {
      event.preventDefault();
      field.form.requestSubmit(field.form.querySelector('[type=submit]:not([disabled])'));
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || field || off()) return;
    if (event.key.startsWith('Arrow') && !document.activeElement?.closest('[data-daftar]')) return; // it scrolls
    if (press(event.key)) event.preventDefault();
  });

  // The sheet.
  const element = (name, words, into) => {
    const node = document.createElement(name);
    node.textContent = words;
    into?.append(node);
    return node;
  };
  const nameOf = (node) => node.dataset.tombolNama || node.getAttribute('aria-label') || node.textContent.trim();
  const entries = () => [
    ...offered().map((node) => [node.dataset.tombol, nameOf(node)]),
    ...rows().length > 0 ? [['j k', say.kataBaris], ['Enter', say.kataBuka], ['x', say.kataPilih]] : [],
    ...document.querySelector('textarea') ? [['Ctrl+Enter', say.kataKirim]] : [],
    ['?', say.kataDaftar],
  ];
  const sheet = () => {
    const dialog = element('dialog', '', document.body);
    dialog.className = 'lembar';
    element('h2', say.kataJudul, dialog);
    const list = element('dl', '', dialog);
    for (const [keys, name] of entries()) {
      const pair = element('div', '', list);
      element('kbd', keys, element('dt', '', pair));
      element('dd', name, pair);
    }
    const label = element('label', '', dialog);
    label.className = 'centang';
    const box = element('input', '', label);
    box.type = 'checkbox';
    box.checked = !off();
    box.addEventListener('change', () => localStorage.setItem(stored, box.checked ? 'hidup' : 'mati'));
    label.append(` ${say.kataTunggal}`);
    const close = element('button', say.kataTutup, dialog);
    close.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => dialog.remove());
    dialog.showModal();
    return true;
  };
  if (opener) {
    opener.hidden = false;
    opener.addEventListener('click', sheet);
  }
})();
