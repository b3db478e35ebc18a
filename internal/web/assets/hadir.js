// Tells the house every half minute that this page is open and what its reader
// does, and shows who else has the ticket open. Without it pages work as well.
'use strict';

(() => {
  const place = document.querySelector('[data-hadir]');
  if (!place) return;
  const every = 30000; // ms between two reports
  const idleAfter = 120000; // ms without a touch
  let touched = Date.now();
  let own = false; // touched since the last report: the session goes on
  let typed = false;

  const touch = () => {
    touched = Date.now();
    own = true;
  };
  for (const kind of ['pointerdown', 'keydown', 'scroll']) addEventListener(kind, touch, { passive: true });
  addEventListener('input', () => { typed = true; });

  const doing = () => {
    if (typed) return 'menulis';
    return document.hidden || Date.now() - touched > idleAfter ? 'diam' : 'melihat';
  };

  const report = async () => {
    const body = new URLSearchParams({ sedang: doing(), tiket: place.dataset.hadir, epoch: place.dataset.epoch || '' });
    const address = own || typed ? '/loket/hadir' : '/loket/hadir?otomatis=1';
    own = typed = false;
    try {
      const answer = await fetch(address, { method: 'POST', body, redirect: 'error' });
      if (answer.ok && place.dataset.hadir) place.textContent = await answer.text();
    } catch {
      // The next report comes in half a minute.
    }
  };
  setInterval(report, every);
})();
