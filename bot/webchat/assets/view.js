// The view: builds what is seen. Text becomes text nodes, never markup.
'use strict';

const loketView = (() => {
  const byId = (id) => document.getElementById(id);
  const log = byId('log');
  const lines = byId('lines');
  const pending = byId('pending');
  const newer = byId('newer');

  const WHO = {
    reply: 'Petugas',
    receipt: 'Tanda terima',
  };

  const timeFormat = (options) => {
    try {
      return new Intl.DateTimeFormat('id-ID', { ...options, timeZone: byId('chat').dataset.zone });
    } catch {
      return new Intl.DateTimeFormat('id-ID', options); // a zone this phone does not know
    }
  };
  const clock = timeFormat({ hour: '2-digit', minute: '2-digit' });
  const calendar = timeFormat({ weekday: 'long', day: 'numeric', month: 'long' });
  let lastDay = '';
  let divided = false;
  let follows = true; // the last line is in view, and stays so

  const make = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text) node.textContent = text;
    return node;
  };

  // linked splits text into text nodes and links. Only what reads as http(s)
  // becomes a link, and it shows the very address it opens.
  const linked = (text) => {
    const out = document.createDocumentFragment();
    let from = 0;
    for (const found of text.matchAll(/https?:\/\/[^\s<>"']+/g)) {
      const address = found[0].replace(/[.,;:!?)\]}]+$/, '');
      if (!/^https?:\/\/./.test(address)) continue;
      out.append(text.slice(from, found.index));
      const a = make('a', '', address);
      a.href = address;
      a.target = '_blank';
      a.rel = 'noopener noreferrer nofollow';
      out.append(a);
      from = found.index + address.length;
    }
    out.append(text.slice(from));
    return out;
  };

  const atBottom = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;

  const toBottom = () => {
    log.scrollTop = log.scrollHeight;
    newer.hidden = true;
  };

  const day = (at) => {
    const name = calendar.format(at);
    if (name !== lastDay) lines.append(make('p', 'divider', name));
    lastDay = name;
  };

  const stamp = (at) => {
    const node = make('time', '', clock.format(at));
    node.dateTime = at.toISOString();
    return node;
  };

  // mine shows the citizen's own words, pending until the ledger's line takes
  // their place.
  const mine = (text) => {
    const node = make('div', 'line mine');
    const bubble = make('p', 'bubble', text);
    node.append(make('p', 'who unseen', 'Anda'), bubble, make('p', 'meta'));
    return node;
  };

  const addPending = (item) => {
    const node = mine(item.text);
    node.id = 'p-' + item.id;
    pending.append(node);
    toBottom();
  };

  const mark = (id, text, className) => {
    const node = byId('p-' + id);
    if (!node) return;
    node.className = 'line mine ' + className;
    node.querySelector('.meta').textContent = text;
  };

  // refuse leaves the words where they stand, with the reason: they will not be
  // sent again.
  const refuse = (id, reason) => {
    const node = byId('p-' + id);
    if (!node) return;
    mark(id, reason, 'failed');
    node.removeAttribute('id');
    lines.append(node);
    toBottom();
  };

  const settleMine = (line, at) => {
    const known = line.client_id && byId('p-' + line.client_id);
    const node = known || mine('');
    node.removeAttribute('id');
    node.className = 'line mine';
    node.querySelector('.bubble').textContent = line.text || 'Pilihan dari tombol';
    const meta = node.querySelector('.meta');
    meta.textContent = '';
    meta.append(stamp(at));
    if (line.hidden) meta.append(' · disembunyikan: ' + line.hidden.join(', '));
    return node;
  };

  const choices = (rows, press) => {
    const group = make('div', 'choices');
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', 'Pilihan jawaban');
    for (const choice of rows.flat()) {
      const button = make('button', '', choice.label);
      button.type = 'button';
      button.addEventListener('click', () => {
        for (const other of group.children) other.disabled = true;
        button.classList.add('pressed');
        press(choice);
      });
      group.append(button);
    }
    return group;
  };

  // download is the link to a file of ours, which only this visitor's cookie opens.
  const download = (line) => {
    const link = make('a', 'file', line.file.name);
    link.href = byId('chat').dataset.base + '/berkas/' + line.seq;
    link.download = line.file.name;
    const size = Math.max(1, Math.round(line.file.size / 1024)) + ' kB';
    return [...(line.text ? [make('br')] : []), 'Unduh: ', link, ' (' + size + ')'];
  };

  const ours = (line, at, press) => {
    const node = make('div', 'line ours ' + line.kind);
    const bubble = make('p', 'bubble');
    bubble.append(linked(line.text));
    const meta = make('p', 'meta');
    meta.append(stamp(at));
    if (line.check) meta.append(' · kode cek ' + line.check);
    if (line.file) bubble.append(...download(line));
    node.append(make('p', 'who', WHO[line.kind] || 'Asisten otomatis'), bubble, meta);
    if (line.buttons) node.append(choices(line.buttons, press));
    return node;
  };

  // add shows one line of the transcript; fresh is false while what was said
  // before is read again.
  const add = (line, fresh, press) => {
    const stay = fresh && !line.mine && !atBottom();
    const at = new Date(line.at);
    day(at);
    if (!fresh && !line.mine && !line.seen && !divided) {
      divided = true;
      lines.append(make('p', 'divider new', 'Belum dibaca'));
    }
    const node = line.mine ? settleMine(line, at) : ours(line, at, press);
    lines.append(node);
    if (stay) newer.hidden = false;
    else if (line.mine || !fresh) toBottom();
    else log.scrollTop = node.offsetTop - 12; // a long answer is read from its first line
  };

  newer.addEventListener('click', toBottom);
  log.addEventListener('scroll', () => {
    follows = atBottom();
    if (follows) newer.hidden = true;
  }, { passive: true });
  new ResizeObserver(() => { if (follows) toBottom(); }).observe(log); // a keyboard opens, a phone is turned

  // reading shows for a while that a message is being considered: until something of
  // ours comes, or a human may take longer.
  let readingTimer = 0;
  const reading = (on) => {
    clearTimeout(readingTimer);
    byId('typing').hidden = !on;
    if (!on) return;
    if (follows) toBottom();
    readingTimer = setTimeout(() => reading(false), 12000);
  };

  return {
    add,
    reading,
    addPending,
    mark,
    refuse,
    ready: () => log.setAttribute('aria-busy', 'false'),
    state: (name, text) => {
      byId('chat').dataset.state = name;
      if (byId('state').textContent !== text) byId('state').textContent = text;
    },
  };
})();
