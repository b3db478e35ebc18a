// Which entry of the catalogue a question asks for: node-nlp, trained once with the
// questions of every entry and kept in a file for the next start.
'use strict';

const fs = require('fs');
const { NlpManager } = require('node-nlp');

// The library's default: below it, the question goes to staff.
const threshold = 0.5;

// What it offers besides is switched off: entities and moods answer nothing here.
function manager() {
  return new NlpManager({
    languages: ['id'], threshold, forceNER: false, autoSave: false, calculateSentiment: false, nlu: { log: false },
  });
}

// open returns a function from a text to an entry of the catalogue, or null. The
// catalogue is what `loket faq export --json` writes.
async function open(catalogueFile, modelFile) {
  const { entries } = JSON.parse(fs.readFileSync(catalogueFile, 'utf8'));
  const byID = new Map(entries.map((entry) => [entry.id, entry]));
  const nlp = manager();
  if (fs.existsSync(modelFile)) {
    nlp.load(modelFile);
  } else {
    for (const { id, questions } of entries) for (const question of questions) nlp.addDocument('id', question, id);
    await nlp.train();
    nlp.save(`${modelFile}.new`);
    fs.renameSync(`${modelFile}.new`, modelFile);
  }
  return async (text) => {
    const { intent, score } = await nlp.process('id', text);
    return score >= threshold ? byID.get(intent) || null : null;
  };
}

module.exports = { open };
