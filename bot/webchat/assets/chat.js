// The wire: posts what the citizen writes until the ledger has it, and reads
// the transcript by sequence number. Nothing is shown twice, nothing is lost.
'use strict';

(() => {
  const { base, site } = document.getElementById('chat').dataset;
  const view = loketView;
  const form = document.getElementById('composer');
  const text = document.getElementById('text');
  const suggestions = document.getElementById('suggestions');
  const asked = document.getElementById('asked');

  const STATES = {
    connecting: 'Menyambung…',
    online: 'Terhubung',
    waiting: 'Menunggu sambungan…',
    offline: 'Tidak ada internet. Pesan Anda disimpan dulu.',
    replaced: 'Obrolan dibuka di tab lain. Sentuh halaman ini untuk lanjut.',
    unknown: 'Muat ulang halaman ini, dan izinkan kuki bila diminta.',
  };
  const setState = (name) => view.state(name, STATES[name]);

  const backOff = (attempt) => Math.min(30000, 1000 * 2 ** attempt) * (0.75 + Math.random() / 2);

  // ---- out: one post at a time, in order, each under its own id

  const storageKey = 'loket' + base;
  const restore = () => {
    try {
      return JSON.parse(sessionStorage.getItem(storageKey)) || [];
    } catch {
      return []; // storage is switched off: pending messages live as long as the page
    }
  };
  let queue = restore();
  let posting = false;
  let attempt = 0;
  let postTimer = 0;

  const keep = () => {
    try {
      sessionStorage.setItem(storageKey, JSON.stringify(queue));
    } catch { /* as above */ }
  };

  const drop = (id) => {
    queue = queue.filter((item) => item.id !== id);
    keep();
  };

  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');

  const post = async (path, body) => {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), 20000);
    try {
      return await fetch(base + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
        signal: abort.signal,
      });
    } finally {
      clearTimeout(timer);
    }
  };

  const later = (item, response) => {
    view.mark(item.id, 'menunggu sambungan', 'waiting');
    if (!navigator.onLine) setState('offline');
    const asked = response ? 1000 * Number(response.headers.get('Retry-After')) || 0 : 0;
    postTimer = setTimeout(pump, Math.max(asked, backOff(attempt)));
    attempt++;
  };

  const refused = async (item, response) => {
    const problem = await response.json().catch(() => ({}));
    drop(item.id);
    view.refuse(item.id, problem.message || 'Pesan ini tidak dapat dikirim.');
    if (text.value || item.button) return;
    text.value = item.text;
    fit();
  };

  const deliver = async (item) => {
    view.mark(item.id, 'mengirim…', 'sending');
    const before = last;
    const response = await post('/messages', { client_id: item.id, text: item.text, button: item.button }).catch(() => null);
    if (response && response.ok) {
      attempt = 0;
      drop(item.id);
      view.mark(item.id, 'terkirim', 'sent');
      // A new message below what is shown: the conversation was erased and
      // begins anew.
      const { seq, duplicate } = await response.json().catch(() => ({ seq: Infinity }));
      if (!duplicate && seq <= before) location.reload();
      if (seq > answered) view.reading(true);
      return true;
    }
    if (response && response.status === 401) {
      view.mark(item.id, 'belum terkirim', 'failed');
      setState('unknown');
      return false;
    }
    if (response && response.status < 500 && response.status !== 408 && response.status !== 429) {
      await refused(item, response);
      return true;
    }
    later(item, response);
    return false;
  };

  const pump = async () => {
    clearTimeout(postTimer);
    if (posting) return;
    posting = true;
    try {
      while (queue.length > 0 && await deliver(queue[0]));
    } finally {
      posting = false;
    }
  };

  const say = (words, button) => {
    const item = { id: newId(), text: words, button: button || '' };
    queue.push(item);
    keep();
    view.addPending(item);
    if (suggestions) suggestions.hidden = true;
    pump();
  };

  // ---- in: the event stream, resumed after the last line we have

  const SILENCE = 40000; // longer than two beats of the server
  let last = 0;
  let answered = 0; // the last line of ours
  let ready = false;
  let source = null;
  let tries = 0;
  let streamTimer = 0;
  let watchdog = 0;

  const alive = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(lost, SILENCE);
  };

  const hangUp = () => {
    clearTimeout(watchdog);
    clearTimeout(streamTimer);
    if (source) source.close();
    source = null;
  };

  const lost = () => {
    hangUp();
    setState(navigator.onLine ? (tries > 0 ? 'waiting' : 'connecting') : 'offline');
    streamTimer = setTimeout(connect, backOff(tries));
    tries++;
  };

  const takeLine = (event) => {
    alive();
    const line = JSON.parse(event.data);
    if (line.seq <= last) return;
    last = line.seq;
    if (line.mine) {
      drop(line.client_id);
    } else {
      answered = line.seq;
      view.reading(false);
      noteShown(line);
    }
    if (!line.mine && !line.seen && !looked()) countUnread(unread + 1);
    if (suggestions) suggestions.hidden = true;
    view.add(line, ready, (choice) => say(choice.label, choice.data));
  };

  const takeReady = () => {
    alive();
    tries = 0;
    setState('online');
    if (!ready) view.ready();
    ready = true;
    tellSeen();
    pump();
  };

  const connect = () => {
    hangUp();
    alive();
    source = new EventSource(base + '/events?after=' + last);
    source.addEventListener('line', takeLine);
    source.addEventListener('ready', takeReady);
    source.addEventListener('beat', alive);
    source.addEventListener('replaced', () => { hangUp(); setState('replaced'); });
    source.addEventListener('error', lost);
  };

  // ---- seen: told once what was shown on a page that is looked at

  let shown = 0;
  let told = 0;
  let seenTimer = 0;

  const noteShown = (line) => {
    shown = line.seq;
    if (line.seen) told = line.seq;
    else if (ready) tellSeen();
  };

  const tellSeen = () => {
    clearTimeout(seenTimer);
    seenTimer = setTimeout(async () => {
      if (shown <= told || !looked()) return;
      const upTo = shown;
      const response = await post('/seen', { seq: upTo }).catch(() => null);
      if (response && response.ok) told = Math.max(told, upTo);
    }, 400);
  };

  // ---- unread: counted while nobody looks, in the title and, framed, on the site's button

  const title = document.title;
  let opened = !site; // a frame is looked at while the site shows it
  let unread = 0;

  const looked = () => opened && document.visibilityState === 'visible';

  const countUnread = (count) => {
    unread = count;
    document.title = (count > 0 ? '(' + count + ') ' : '') + title;
    if (site) window.parent.postMessage({ loket: 'unread', count }, site);
  };

  const hear = (event) => {
    if (event.source !== window.parent || event.origin !== site || !event.data || event.data.loket !== 'shown') return;
    opened = event.data.shown === true;
    wake();
  };
  if (site) window.addEventListener('message', hear);

  // ---- the page

  const fit = () => {
    text.style.height = 'auto';
    text.style.height = text.scrollHeight + text.offsetHeight - text.clientHeight + 'px';
  };

  const submit = (event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (!words) return;
    text.value = '';
    fit();
    say(words);
    text.focus();
  };
  form.addEventListener('submit', submit);
  text.addEventListener('input', fit);
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
  });
  if (suggestions) {
    suggestions.addEventListener('click', (event) => {
      if (event.target instanceof HTMLButtonElement) say(event.target.textContent);
    });
  }

  if (asked) {
    asked.addEventListener('click', (event) => {
      if (!(event.target instanceof HTMLButtonElement)) return;
      asked.hidden = true;
      say(event.target.textContent, event.target.dataset.kirim);
    });
  }

  const wake = () => {
    if (!looked()) return;
    if (unread > 0) countUnread(0);
    if (!source) { tries = 0; connect(); }
    tellSeen();
    pump();
  };
  document.addEventListener('visibilitychange', wake);
  window.addEventListener('focus', wake);
  window.addEventListener('pointerdown', () => { if (!source) wake(); });
  window.addEventListener('online', () => { tries = 0; attempt = 0; connect(); pump(); });
  window.addEventListener('offline', () => setState('offline'));
  window.addEventListener('pagehide', hangUp);
  window.addEventListener('pageshow', (event) => { if (event.persisted) connect(); });

  for (const control of form.elements) control.disabled = false;
  setState('connecting');
  queue.forEach(view.addPending);
  if (navigator.cookieEnabled) connect();
  else setState('unknown');
})();
