// Shows the machine's draft of a reply sentence by sentence while it is written.
// Without it the page comes back with the whole draft.
'use strict';

(() => {
  const follow = async (panel, response) => {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const list = panel.querySelector('[data-kalimat]');
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return false;
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        const part = JSON.parse(line); // HTML of the house's own templates
        if (part.kalimat) {
          list.hidden = false;
          list.insertAdjacentHTML('beforeend', part.kalimat);
        }
        if (part.saran) {
          panel.outerHTML = part.saran;
          document.querySelector('#saran button')?.focus();
          return true;
        }
      }
    }
  };

  document.addEventListener('click', async (event) => {
    const button = event.target.closest('#saran [data-susun]');
    if (!button) return;
    event.preventDefault();
    if (button.disabled) return;
    const panel = button.closest('#saran');
    const list = panel.querySelector('[data-kalimat]');
    const told = panel.querySelector('[data-kabar]');
    list.replaceChildren();
    list.hidden = true;
    panel.querySelectorAll('[role=alert], [name=rancangan], .cip').forEach((node) => node.remove()); // of the draft before
    button.disabled = true;
    told.textContent = panel.dataset.kataTunggu;
    try {
      const response = await fetch(button.formAction, { method: 'POST', headers: { Accept: 'application/x-ndjson' } });
      const lines = response.headers.get('Content-Type') === 'application/x-ndjson';
      if (response.ok && lines && await follow(panel, response)) return;
    } catch {
      // told below
    }
    list.replaceChildren();
    list.hidden = true;
    told.textContent = panel.dataset.kataPutus;
    button.disabled = false;
  });
})();
