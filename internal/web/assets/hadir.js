// Tells the house every half minute that this page is open and what its reader
// does, shows who else has the ticket open, and counts down how long the reader
// holds it. Without it pages work as well.
'use strict';

(() => {
  const place = document.querySelector('[data-hadir]');
  if (!place) return;
  const every = 30000; // ms between two reports
  const soonest = 5000; // ms between two reports when the reader begins to write
  const idleAfter = 120000; // ms without a touch
  let touched = Date.now();
  let reported = Date.now();
  let own = false; // touched since the last report: the session goes on
  let typed = false;

  const lease = document.querySelector('[data-sisa]');
  const ends = lease && lease.querySelector('[data-sampai]');
  const warning = lease && lease.querySelector('[data-awas]');
  let until = lease ? Date.now() + Number(lease.dataset.sisa) * 1000 : 0;
  let lost = false;

  const touch = () => {
    touched = Date.now();
    own = true;
  };
  for (const kind of ['pointerdown', 'keydown', 'scroll']) addEventListener(kind, touch, { passive: true });
  addEventListener('input', () => {
    const began = !typed;
    typed = true;
    if (began && Date.now() - reported > soonest) report();
  });

  const doing = () => {
    if (typed) return 'menulis';
    return document.hidden || Date.now() - touched > idleAfter ? 'diam' : 'melihat';
  };

  // Says only what changes, so that a screen reader is not read a clock.
  const count = () => {
    if (!lease) return;
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    lease.dataset.sisa = String(left);
    let text = '';
    if (lost) text = lease.dataset.kataLepas;
    else if (left === 0) text = lease.dataset.kataHabis;
    else if (left <= 60) text = lease.dataset.kataHampir;
    if (warning.textContent !== text) warning.textContent = text;
    ends.dataset.hitung = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  };

  const held = (answer) => {
    if (!lease) return;
    lost = answer.headers.get('Loket-Lepas') === '1';
    const left = answer.headers.get('Loket-Sisa');
    if (left) {
      until = Date.now() + Number(left) * 1000;
      ends.textContent = answer.headers.get('Loket-Sampai');
    }
    count();
  };

  const report = async () => {
    const body = new URLSearchParams({ sedang: doing(), tiket: place.dataset.hadir, epoch: place.dataset.epoch || '' });
    const address = own || typed ? '/loket/hadir' : '/loket/hadir?otomatis=1';
    own = typed = false;
    reported = Date.now();
    try {
      const answer = await fetch(address, { method: 'POST', body, redirect: 'error' });
      if (!answer.ok || !place.dataset.hadir) return;
      place.textContent = await answer.text();
      held(answer);
    } catch {
      // The next report comes in half a minute.
    }
  };
  setInterval(report, every);
  setInterval(count, 1000);
  count();
})();
