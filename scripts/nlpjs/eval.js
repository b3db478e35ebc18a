// Trains nlp.js on labelled texts and prints what `loket faq eval` prints of a
// matcher, one line of JSON for each test file. Lines are label, tab, text.
'use strict';

const fs = require('fs');
const path = require('path');
const { dockStart } = require('@nlpjs/basic');

// The library's default: below it, it names no intent.
const threshold = 0.5;

function read(file) {
  return fs.readFileSync(file, 'utf8').split(/\r?\n/).filter((line) => line.trim() !== '').map((line) => {
    const fields = line.split('\t');
    return { label: fields[0], text: fields[fields.length - 1] };
  });
}

async function start(language) {
  const pack = language === 'id' ? 'LangId' : 'LangEn';
  const dock = await dockStart({ settings: { nlp: { threshold, autoSave: false, nlu: { log: false } } }, use: ['Basic', pack] }, undefined, undefined, true);
  const nlp = dock.get('nlp');
  nlp.addLanguage(language);
  return nlp;
}

// ask returns the best classification, whether it would be answered, and how
// long the question took in milliseconds.
async function ask(nlp, language, text) {
  const began = process.hrtime.bigint();
  const result = await nlp.process(language, text);
  const ms = Number(process.hrtime.bigint() - began) / 1e6;
  const ranked = (result.classifications || []).filter((c) => c.intent !== 'None');
  const names = ranked.slice(0, 3).map((c) => c.intent);
  return { names, answered: result.intent !== 'None' && result.score >= threshold, ms };
}

const share = (part, of) => (of === 0 ? null : Math.round((1e4 * part) / of) / 1e4);

function percentile(times, percent) {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.round(1e3 * sorted[Math.ceil((percent * sorted.length) / 100) - 1]);
}

async function main([language, train, outside, ...tests]) {
  const nlp = await start(language);
  for (const { label, text } of read(train)) nlp.addDocument(language, text, label);
  const began = process.hrtime.bigint();
  await nlp.train();
  const trainMS = Math.round(Number(process.hrtime.bigint() - began) / 1e6);

  let oosAnswered = null;
  if (outside !== '-') {
    const questions = read(outside);
    let answered = 0;
    for (const q of questions) if ((await ask(nlp, language, q.text)).answered) answered += 1;
    oosAnswered = share(answered, questions.length);
  }
  for (const file of tests) {
    const questions = read(file);
    const times = [];
    let top1 = 0, top3 = 0, answered = 0, right = 0;
    for (const q of questions) {
      const got = await ask(nlp, language, q.text);
      times.push(got.ms);
      const best = got.names[0] === q.label;
      if (best) top1 += 1;
      if (got.names.includes(q.label)) top3 += 1;
      if (got.answered) answered += 1;
      if (got.answered && best) right += 1;
    }
    console.log(JSON.stringify({
      test: path.basename(file), n: questions.length, top1: share(top1, questions.length), top3: share(top3, questions.length),
      answered, answered_precision: share(right, answered), coverage: share(answered, questions.length),
      oos_answered: oosAnswered, train_ms: trainMS, query_us_p50: percentile(times, 50), query_us_p99: percentile(times, 99),
    }));
  }
}

main(process.argv.slice(2)).catch((err) => { console.error(err); process.exitCode = 1; });
