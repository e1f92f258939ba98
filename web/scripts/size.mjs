// Fails when what a customer loads first (JavaScript and CSS, gzip) is above its limit: the page, and the embedding loader.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url);
const KB = 1024;

function measured(what, limit, root, files) {
  let total = 0;
  for (const file of files) {
    const size = gzipSync(readFileSync(new URL(root + file, DIST)), { level: 9 }).length;
    total += size;
    console.log(`${(size / KB).toFixed(1).padStart(6)} KB  ${file}`);
  }
  console.log(`${(total / KB).toFixed(1).padStart(6)} KB  ${what}, limit ${limit} KB\n`);
  return files.length > 0 && total <= limit * KB;
}

const html = readFileSync(new URL('widget/index.html', DIST), 'utf8');
const first = [...html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map((match) => match[1]);
const held = [measured('first load of the page', 65, 'widget/', first), measured('loader', 6, 'embed/', ['embed.js'])];
if (held.includes(false)) process.exit(1);
