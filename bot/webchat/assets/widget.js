// One tag on an office's site puts its chat there: a button, and a frame that is loaded
// when the button is pressed. The site's page and the chat know nothing of each other but
// how many messages are unread and whether the frame is shown.
'use strict';

(() => {
  const script = document.currentScript;
  if (!script || document.getElementById('loket-widget')) return;
  const home = new URL(script.src);
  const address = home.origin + home.pathname.replace(/\/widget\.js$/, '/sisip') + '?situs=' + encodeURIComponent(location.origin);
  const label = script.dataset.label || 'Tanya kami';

  const make = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text) node.textContent = text;
    return node;
  };

  const host = make('div');
  host.id = 'loket-widget';
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; }
    * { box-sizing: border-box; }
    button { font: 600 16px/1.2 system-ui, sans-serif; color: #fff; background: #0b5f4d; border: 0; cursor: pointer; }
    button:focus-visible { outline: 3px solid #fff; outline-offset: -5px; }
    .open { position: fixed; right: 16px; bottom: 16px; z-index: 2147483000; min-height: 48px; padding: 0 20px; border-radius: 24px; box-shadow: 0 2px 10px rgb(0 0 0 / 35%); }
    .count { display: inline-block; min-width: 1.5em; margin-left: 8px; padding: 0 .35em; border-radius: 1em; background: #fff; color: #0b5f4d; }
    .panel { position: fixed; right: 16px; bottom: 16px; z-index: 2147483001; display: flex; flex-direction: column; width: 390px; height: min(640px, calc(100vh - 32px)); border-radius: 12px; overflow: hidden; background: #0b5f4d; box-shadow: 0 4px 24px rgb(0 0 0 / 35%); }
    .close { align-self: flex-end; min-height: 44px; padding: 0 16px; }
    iframe { flex: 1; width: 100%; border: 0; background: #fff; color-scheme: normal; }
    [hidden] { display: none !important; }
    @media (max-width: 480px) { .panel { inset: 0; width: auto; height: auto; border-radius: 0; } }
  `);
  root.adoptedStyleSheets = [sheet];

  const open = make('button', 'open', label);
  open.type = 'button';
  open.setAttribute('aria-expanded', 'false');
  const count = make('span', 'count');
  count.hidden = true;
  open.append(count);
  const panel = make('div', 'panel');
  panel.hidden = true;
  panel.setAttribute('role', 'dialog');
  panel.setAttribute('aria-label', label);
  const close = make('button', 'close', 'Tutup ✕');
  close.type = 'button';
  panel.append(close);
  root.append(open, panel);

  let frame = null;

  const load = () => {
    frame = make('iframe');
    frame.title = label;
    frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads');
    frame.referrerPolicy = 'no-referrer';
    frame.src = address;
    frame.addEventListener('load', tell);
    panel.append(frame);
  };

  const tell = () => frame.contentWindow.postMessage({ loket: 'shown', shown: !panel.hidden }, home.origin);

  const show = (shown) => {
    panel.hidden = !shown;
    open.hidden = shown;
    open.setAttribute('aria-expanded', String(shown));
    if (shown && !frame) load();
    else tell();
    (shown ? close : open).focus();
  };
  open.addEventListener('click', () => show(true));
  close.addEventListener('click', () => show(false));
  root.addEventListener('keydown', (event) => { if (event.key === 'Escape' && !panel.hidden) show(false); });

  window.addEventListener('message', (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== home.origin) return;
    if (!event.data || event.data.loket !== 'unread') return;
    const unread = Number(event.data.count) || 0;
    count.textContent = String(Math.min(unread, 99));
    count.setAttribute('aria-label', unread + ' pesan belum dibaca');
    count.hidden = unread < 1;
  });

  document.body.append(host);
})();
