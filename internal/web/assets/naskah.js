// Keeps the draft of a reply in this browser, apart for each member of staff and
// ticket, until it stands in the conversation: a page that is left, a lease that
// ends and a session that is over lose no words. Without it pages work as well.
'use strict';

(() => {
  const place = document.querySelector('[data-naskah]');
  if (!place) return;
  const prefix = 'loket:naskah:';
  const key = prefix + place.dataset.naskah;
  const keep = 12 * 3600 * 1000; // ms: as long as a session

  const read = (name) => {
    try {
      const draft = JSON.parse(localStorage.getItem(name));
      return draft && typeof draft.teks === 'string' && Date.now() - draft.pada < keep ? draft.teks : '';
    } catch {
      return '';
    }
  };
  const leaving = () => !!document.querySelector('form[data-akun][data-keluar]'); // keluar.js
  const write = (text) => {
    try {
      if (text.trim() && !leaving()) localStorage.setItem(key, JSON.stringify({ teks: text, pada: Date.now() }));
      else localStorage.removeItem(key);
      return true;
    } catch {
      return false; // no room, or not allowed: the page works without
    }
  };
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(prefix) && !read(name)) localStorage.removeItem(name);
    }
  } catch {
    return;
  }

  const same = (text) => text.replace(/\s+/g, ' ').trim();
  const sent = (text) => [...document.querySelectorAll('.percakapan .petugas .kata')].some((line) => same(line.textContent) === same(text));
  let draft = read(key);
  if (draft && sent(draft)) {
    draft = '';
    write('');
  }

  const shown = document.getElementById('teks');
  if (place !== shown) { // the page of a ticket the reader does not hold
    if (draft && !(shown && same(shown.value) === same(draft))) {
      place.querySelector('textarea').value = draft;
      place.hidden = false;
    }
    return;
  }
  const told = document.querySelector('[data-tersimpan]');
  if (place.value.trim()) write(place.value); // the house gave the words back
  else if (draft) {
    place.value = draft;
    told.textContent = told.dataset.kataPulih;
  }
  let timer = 0;
  const save = () => {
    clearTimeout(timer);
    if (write(place.value)) told.textContent = place.value.trim() ? told.dataset.kataSimpan : '';
  };
  place.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(save, 400);
  });
  addEventListener('pagehide', () => { if (timer) save(); });
})();
