// The sources of the scripts pass the type checker and the linter.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const client = fileURLToPath(new URL('../../src/search/client/', import.meta.url));

function run(program, ...args) {
  const { status, stdout, stderr } = spawnSync(`${here}node_modules/.bin/${program}`, args, { cwd: here, encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
}

test('the types of the scripts agree', () => run('tsc', '--project', '.'));

// The linter only looks below its base, so that is the sources' folder.
test('the linter finds nothing in the scripts', async () => {
  const { ESLint } = await import('eslint');
  const linter = new ESLint({ cwd: client, overrideConfigFile: `${here}eslint.config.mjs` });
  const found = await linter.lintFiles(['.']);
  assert.ok(found.length > 10, 'the sources are found');
  const report = await (await linter.loadFormatter('stylish')).format(found);
  assert.equal(report, '');
});
