// Answers judged queries and prints a run file: query id, document id, rank and score, separated by tabs.
//
//   node relevance.mjs FOLDER [QUERIES] > run
//
// FOLDER contains docs.jsonl (`id`, `title` and `body` on each line) and QUERIES, by default queries.jsonl (`id` and `text`; also
// `word`, the word that was meant, if the text has a typing error: the number of right corrections is printed at the end). Any program
// that reads runs and judgements can score the result.
// If the name of QUERIES contains `prefix`, its queries are half typed. OPTIONS='{"complete":true}' passes options to `search`.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { files } from './files.mjs';
import { built, script } from './library.mjs';

const [folder, name = 'queries.jsonl'] = process.argv.slice(2);
if (!folder) {
  console.error('node relevance.mjs FOLDER [QUERIES]');
  process.exit(2);
}
const lines = (name) => readFileSync(join(folder, name), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const docs = lines('docs.jsonl');
const dist = built(docs.map(({ title, body }, n) => ({ key: `doc-${n}`, title: title || 'Untitled', text: body })));
const { open } = await script(dist);
const library = open('http://localhost/search/', { fetch: files(dist) });
const options = { limit: 100, prefix: name.includes('prefix'), ...JSON.parse(process.env.OPTIONS ?? '{}') };

let [errors, corrected] = [0, 0];
for (const { id, text, word } of lines(name)) {
  const { results, corrections } = await library.search(text, options);
  results.forEach(({ url, score }, at) => console.log([id, docs[/doc-(\d+)/.exec(url)[1]].id, at + 1, score].join('\t')));
  if (!word) continue;
  errors++;
  if (corrections.some(({ to }) => to === word)) corrected++;
}
if (errors) console.error(`${corrected} of ${errors} typing errors corrected to the word meant`);
