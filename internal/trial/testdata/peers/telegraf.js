// The fastest echo telegraf makes: its own polling, a batch side by side. It keeps
// nothing and promises nothing.
'use strict';

const { Telegraf } = require('telegraf');
const { message } = require('telegraf/filters');

const bot = new Telegraf(process.env.LOKET_TELEGRAM_TOKEN, { telegram: { apiRoot: process.env.LOKET_TELEGRAM_API_URL } });
bot.on(message('text'), (ctx) => ctx.telegram.sendMessage(ctx.chat.id, ctx.message.text));
bot.catch((error) => console.error(error));

process.once('SIGTERM', () => {
  bot.stop('SIGTERM');
  process.exit(0);
});
bot.launch().catch((error) => {
  console.error(error);
  process.exit(1);
});
console.log('Loket siap: http://127.0.0.1:1');
