// Answers judged queries, as a run file: the query's id, the document's id, rank and score, with tabs between.
//
//   node relevance.mjs FOLDER [QUERIES] > run
//
// FOLDER has docs.jsonl (`id`, `title`, `body` a line) and QUERIES, queries.jsonl without it (`id`, `text`; and where the text has a
// typing error `word`, what was meant: how many were corrected to it is said at the end). Any program that reads such runs and
// judgements can score it.
// QUERIES whose name has `prefix` in it are taken as half typed. OPTIONS='{"complete":true}' gives options of `search`.

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
