// The bot a small team would build with what it finds on npm: grammY for Telegram,
// node-nlp to recognise questions, BullMQ for what goes to staff, better-sqlite3 for
// what must not be lost. A message is on disk before Telegram hears that it was
// taken, it is answered out of the poller's turn, and what a death left without an
// answer is answered after the next start.
'use strict';

const path = require('path');
const { Bot } = require('grammy');
const { autoRetry } = require('@grammyjs/auto-retry');
const { Queue } = require('bullmq');
const IORedis = require('ioredis');
const ledgers = require('./ledger');
const recogniser = require('./recogniser');

const { LOKET_TELEGRAM_TOKEN: token, LOKET_TELEGRAM_API_URL: apiRoot, PEER_DATA_DIR: data, PEER_CATALOGUE: catalogue, PEER_REDIS_URL: redisURL, PEER_MODEL: model = path.join(data, 'model.nlp') } = process.env;
const handedOff = 'Pertanyaan Anda kami teruskan kepada petugas.';

// As many answers at a time as Loket makes.
const sideBySide = 64;

// limited runs at most so many of an asynchronous function at a time, in order.
function limited(most, work) {
  const waiting = [];
  let running = 0;
  const next = () => {
    while (running < most && waiting.length > 0) {
      running += 1;
      work(waiting.shift()).catch((error) => console.error(error)).finally(() => {
        running -= 1;
        next();
      });
    }
  };
  return (item) => {
    waiting.push(item);
    next();
  };
}

async function main() {
  const ledger = ledgers.open(path.join(data, 'bot.db'));
  const find = await recogniser.open(catalogue, model);
  const redis = new IORedis.Redis(redisURL, { maxRetriesPerRequest: null });
  const staff = new Queue('petugas', { connection: redis });
  const bot = new Bot(token, { client: { apiRoot } });
  bot.api.config.use(autoRetry());

  // A job's id is its message's: a second one changes nothing.
  const handOff = ({ chat, message, text }) => staff.add('tiket', { chat, message, text }, { jobId: `${chat}-${message}` });
  const answer = limited(sideBySide, async (question) => {
    const entry = await find(question.text);
    if (!entry) await handOff(question);
    const words = entry ? entry.answer : handedOff;
    await bot.api.sendMessage(question.chat, words);
    ledger.answered(question, entry && entry.id, words);
  });

  bot.on('message:text', ({ chat, message }) => {
    const question = { chat: chat.id, message: message.message_id, name: message.from.first_name, text: message.text };
    if (ledger.take(question)) answer(question);
  });
  bot.catch(({ error }) => console.error(error));
  process.once('SIGTERM', async () => {
    await bot.stop();
    await staff.close();
    await redis.quit();
    ledger.close();
    process.exit(0);
  });

  for (const question of ledger.unanswered()) answer(question);
  await bot.start({ onStart: () => console.log('Loket siap: http://127.0.0.1:1') });
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
