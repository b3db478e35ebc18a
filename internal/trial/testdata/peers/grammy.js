// The fastest echo grammY makes: its runner, which handles updates side by side.
// It keeps nothing and promises nothing.
'use strict';

const { Bot } = require('grammy');
const { run } = require('@grammyjs/runner');

const bot = new Bot(process.env.LOKET_TELEGRAM_TOKEN, { client: { apiRoot: process.env.LOKET_TELEGRAM_API_URL } });
bot.on('message:text', (ctx) => ctx.api.sendMessage(ctx.chat.id, ctx.message.text));
bot.catch(({ error }) => console.error(error));

const runner = run(bot);
process.once('SIGTERM', async () => {
  await runner.stop();
  process.exit(0);
});
console.log('Loket siap: http://127.0.0.1:1');
