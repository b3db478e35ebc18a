// Keeps the list of tickets alive: counts and rows change in place, a bar tells of new
// tickets, and nothing moves under the reader. htmx carries the stream and swaps what
// comes into #arus-isi; from there it is put where it belongs.
'use strict';

(() => {
  const stream = document.getElementById('arus');
  if (!stream) return;
  const say = stream.dataset; // what is said, in the page's language
  const find = (id) => document.getElementById(id);
  const fresh = new Set(); // tickets that belong on this page and do not stand on it
  const title = document.title;
  const count = () => Number(find('jumlah-menunggu').textContent);
  let many = false;
  let waiting = count();

  const entitle = () => { document.title = waiting > 0 ? `(${waiting}) ${title}` : title; };
  entitle();

  // The bar above the list.
  const announce = () => {
    const words = many ? say.kataBanyak : say.kataBaru.replace('#', fresh.size);
    if (find('tampilkan').textContent !== words) find('tampilkan').textContent = words;
    find('kabar-baru').hidden = !many && fresh.size === 0;
  };

  // One ticket that something happened to.
  const place = (told) => {
    const id = told.dataset.tiket;
    const row = find(`tiket-${id}`);
    if (!row) {
      if ('sini' in told.dataset) fresh.add(id); else fresh.delete(id);
      return;
    }
    row.classList.toggle('pergi', 'pergi' in told.dataset);
    row.querySelector('[name="pilih"]').value = `${id}.${told.dataset.epoch}.${told.dataset.nomor}`;
    row.querySelector('.rinci').replaceChildren(...told.childNodes);
    if ('warga' in told.dataset && !row.querySelector('.baru')) {
      const mark = document.createElement('span');
      mark.className = 'baru';
      mark.textContent = say.kataBelum;
      row.querySelector('.tanya').prepend(mark, ' ');
    }
  };

  stream.addEventListener('htmx:sseMessage', () => {
    const told = [...find('arus-isi').querySelectorAll('[data-tiket]')];
    many ||= !!find('arus-isi').querySelector('[data-banyak]');
    const mine = told.some((one) => 'warga' in one.dataset && 'milik' in one.dataset);
    told.forEach(place);
    find('arus-isi').replaceChildren();
    announce();
    const before = waiting;
    waiting = count();
    entitle();
    if (waiting > before) call(say.kataMenunggu);
    else if (mine) call(say.kataMenulis);
  });
  const how = (words) => { find('cara').textContent = words; };
  stream.addEventListener('htmx:sseOpen', () => how(say.kataLangsung));
  stream.addEventListener('htmx:sseError', () => how(say.kataPutus));
  stream.addEventListener('htmx:sseClose', () => {
    find('kabar-habis').hidden = false;
    how(say.kataBerhenti);
  });

  // Sound and notification, for whoever asked for them on this machine.
  const remembered = (name) => localStorage.getItem(name) === 'ya';
  let audio;
  const ring = async () => {
    audio ||= new AudioContext();
    await audio.resume();
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    tone.frequency.value = 660;
    loudness.gain.setValueAtTime(0.15, audio.currentTime);
    loudness.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4);
    tone.connect(loudness).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.4);
  };
  const call = (words) => {
    if (remembered('loket.bunyi')) ring().catch(() => {}); // a browser may refuse before the first touch
    if (remembered('loket.peramban') && document.hidden && window.Notification?.permission === 'granted') {
      new Notification('Loket', { body: words, tag: 'loket' }); // no words of a citizen's
    }
  };
  find('kabar-cara').hidden = false;
  const offer = (id, name, allowed) => {
    const box = find(id);
    box.checked = remembered(name);
    box.addEventListener('change', async () => {
      box.checked = box.checked && await allowed();
      localStorage.setItem(name, box.checked ? 'ya' : 'tidak');
    });
  };
  offer('kabar-bunyi', 'loket.bunyi', () => ring().then(() => true, () => false));
  offer('kabar-peramban', 'loket.peramban',
    async () => !!window.Notification && await Notification.requestPermission() === 'granted');

  // What is left of a deadline, and how long somebody waits, as web.Age writes it.
  const age = (ms) => {
    const minutes = Math.floor(Math.abs(ms) / 60000);
    const days = Math.floor(minutes / 1440);
    const hours = Math.floor(minutes / 60) % 24;
    if (minutes < 1) return say.kataSebentar;
    const parts = days > 0 ? [[days, say.kataHari], [hours, say.kataJam]] : [[hours, say.kataJam], [minutes % 60, say.kataMnt]];
    return parts.filter(([n]) => n > 0).map((part) => part.join(' ')).join(' ');
  };
  setInterval(() => {
    for (const node of document.querySelectorAll('[data-sejak]')) node.textContent = age(Date.now() - node.dataset.sejak);
    for (const node of document.querySelectorAll('[data-batas]')) {
      const left = node.dataset.batas - Date.now();
      node.textContent = (left < 0 ? say.kataLewat : say.kataSisa).replace('#', age(left));
      node.parentElement.classList.toggle('awas', left < 0);
    }
  }, 30000);
})();
