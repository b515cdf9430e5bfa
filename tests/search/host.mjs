// A very plain static host, and a browser that visits it. HTTP/1.1 without compression; files are cached for ten minutes; the policy
// allows only the site itself.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml' };

/**
 * Serves `site.dist` under `site.base`. `site.answer(path)` can replace the answer for a path (`null` for none), or promise another one.
 * `site.served(path, bytes)` is called with the size of each answer. `site.policy` replaces the policy, `site.headers` adds headers.
 */
export async function host(site) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const inside = pathname.startsWith(site.base) ? decodeURIComponent(pathname.slice(site.base.length)) : null;
    const path = `${inside}${!inside || inside.endsWith('/') ? 'index.html' : ''}`;
    let body = inside === null ? null : await site.answer?.(inside);
    if (body === undefined) body = await readFile(join(site.dist, path)).catch(() => null);
    response.writeHead(body === null ? 404 : 200, {
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
      'content-security-policy': site.policy ?? "default-src 'self'",
      'cache-control': 'max-age=600',
      ...site.headers,
    });
    site.served?.(inside, body?.length ?? 0);
    response.end(body ?? 'not found');
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  server.unref();
  return `http://127.0.0.1:${server.address().port}`;
}

export const browser = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
