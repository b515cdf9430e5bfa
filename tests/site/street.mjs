// Draws content/guide/street.jpg, a picture in the guide. Run `npm run street --prefix tests/site`, then commit the file.
//
// It has as many pixels and as much grain as a photo, so that the sample library shows how casebook treats photos.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browser } from './site.js';

const [width, height] = [2000, 1250];
const walls = ['#b5654a', '#a85a44', '#c9ccc8', '#b06a52', '#a4553f', '#b86f55'];

function window(x, y) {
  return `<rect x="${x}" y="${y}" width="76" height="112" fill="#f4efe4"/>
    <rect x="${x + 8}" y="${y + 8}" width="60" height="96" fill="url(#glass)"/>
    <path d="M${x + 38} ${y + 8}v96M${x + 8} ${y + 56}h60" stroke="#f4efe4" stroke-width="6"/>
    <rect x="${x - 6}" y="${y + 112}" width="88" height="12" fill="#d9d2c3"/>`;
}

function house(wall, number) {
  const x = 40 + number * 320;
  const panels = Array.from({ length: 12 }, (_, n) =>
    `<rect x="${x + 4 + (n % 4) * 78}" y="${474 + Math.floor(n / 4) * 128}" width="74" height="124" fill="#c3c8c6" stroke="#8e9694" stroke-width="3"/>`);
  const scaffold = `<g stroke="#6d6f70" stroke-width="7" fill="none">
    <path d="M${x + 8} 1010V430M${x + 160} 1010V430M${x + 312} 1010V430M${x} 640h320M${x} 800h320"/></g>
    <rect x="${x - 4}" y="794" width="328" height="12" fill="#a8875b"/><rect x="${x - 4}" y="634" width="328" height="12" fill="#a8875b"/>
    ${person(x + 90, 794, '#e2a13b')}${person(x + 238, 634, '#3c6f8f')}`;
  const insulated = number === 2;
  return `<rect x="${x}" y="460" width="320" height="560" fill="${wall}"/>
    <rect x="${x}" y="460" width="320" height="560" fill="url(#bricks)" opacity="${insulated ? 0 : 0.5}"/>
    ${insulated ? panels.join('') : ''}
    <path d="M${x - 10} 468L${x + 20} 330H${x + 300}L${x + 330} 468Z" fill="#4b535c"/>
    <rect x="${x + 236}" y="268" width="58" height="96" fill="#8d4b38"/><rect x="${x + 228}" y="256" width="74" height="18" fill="#77402f"/>
    ${window(x + 40, 540)}${window(x + 200, 540)}${window(x + 200, 790)}
    <rect x="${x + 44}" y="800" width="88" height="220" fill="${['#2f5d50', '#27476b', '#7a2f36', '#3d3a52', '#2f5d50', '#5a4a2a'][number]}"/>
    <circle cx="${x + 118}" cy="918" r="6" fill="#e3c467"/>
    ${insulated ? scaffold : ''}`;
}

function person(x, y, coat) {
  return `<g><rect x="${x - 15}" y="${y - 92}" width="30" height="52" rx="10" fill="${coat}"/>
    <path d="M${x - 7} ${y - 42}v42M${x + 7} ${y - 42}v42" stroke="#2c3440" stroke-width="11"/>
    <path d="M${x + 10} ${y - 80}l30 -22" stroke="${coat}" stroke-width="10" stroke-linecap="round"/>
    <circle cx="${x}" cy="${y - 106}" r="14" fill="#c99a78"/><path d="M${x - 16} ${y - 108}a16 16 0 0 1 32 0z" fill="#f0c53a"/></g>`;
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
  <defs>
    <linearGradient id="sky" x2="0" y2="1"><stop stop-color="#9fbdd0"/><stop offset="1" stop-color="#f3e6d0"/></linearGradient>
    <linearGradient id="glass" x2="1" y2="1"><stop stop-color="#5a7386"/><stop offset="1" stop-color="#aebfc9"/></linearGradient>
    <linearGradient id="road" x2="0" y2="1"><stop stop-color="#77797c"/><stop offset="1" stop-color="#55585c"/></linearGradient>
    <pattern id="bricks" width="40" height="24" patternUnits="userSpaceOnUse">
      <path d="M0 0H40M0 12H40M0 0V12M20 12V24" stroke="#7d4231" stroke-width="2"/></pattern>
    <filter id="grain" x="0" y="0" width="100%" height="100%">
      <feTurbulence type="fractalNoise" baseFrequency=".7" numOctaves="2" seed="5"/>
      <feColorMatrix values="0 0 0 0 .5  0 0 0 0 .5  0 0 0 0 .5  1.2 0 0 0 -.42"/></filter>
    <filter id="clouds" x="0" y="0" width="100%" height="100%">
      <feTurbulence type="fractalNoise" baseFrequency=".003 .008" numOctaves="4" seed="9"/>
      <feColorMatrix values="0 0 0 0 1  0 0 0 0 1  0 0 0 0 1  2.4 0 0 0 -1"/></filter>
  </defs>
  <rect width="${width}" height="${height}" fill="url(#sky)"/>
  <rect width="${width}" height="460" filter="url(#clouds)"/>
  ${walls.map(house).join('')}
  <rect y="1010" width="${width}" height="60" fill="#b9b4aa"/><path d="M0 1066H${width}" stroke="#8b877f" stroke-width="8"/>
  <rect y="1070" width="${width}" height="180" fill="url(#road)"/>
  <path d="M60 1165h180M420 1165h180M780 1165h180M1140 1165h180M1500 1165h180M1860 1165h180" stroke="#d8d6cf" stroke-width="9"/>
  ${person(560, 1050, '#8a4a57')}${person(1620, 1056, '#3f6650')}
  <rect width="${width}" height="${height}" filter="url(#grain)" opacity=".45"/>
</svg>`;

const chromium = await browser();
const page = await chromium.newPage({ viewport: { width, height } });
await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
const path = join(dirname(fileURLToPath(import.meta.url)), '../../content/guide/street.jpg');
await page.screenshot({ path, type: 'jpeg', quality: 78 });
await chromium.close();
