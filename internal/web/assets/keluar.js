// Who signs out leaves no drafts behind in this browser; a session that ends by itself
// keeps them, for whoever was writing comes back. Without it drafts go after twelve hours.
'use strict';

(() => {
  const form = document.querySelector('form[data-akun]');
  form?.addEventListener('submit', () => {
    form.dataset.keluar = 'ya'; // from now on naskah.js keeps nothing
    const own = `loket:naskah:${form.dataset.akun}:`;
    try {
      for (const name of Object.keys(localStorage)) {
        if (name.startsWith(own)) localStorage.removeItem(name);
      }
    } catch {
      // What may not be read was not written either.
    }
  });
})();
