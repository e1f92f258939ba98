// Fails when the customer page's first load (JavaScript and CSS, gzip) is above its limit.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT = 65 * 1024;
const root = new URL('../dist/widget/', import.meta.url);
const html = readFileSync(new URL('index.html', root), 'utf8');
const files = [...html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map((match) => match[1]);

let total = 0;
for (const file of files) {
  const size = gzipSync(readFileSync(new URL(file, root)), { level: 9 }).length;
  total += size;
  console.log(`${(size / 1024).toFixed(1).padStart(6)} KB  ${file}`);
}
console.log(`${(total / 1024).toFixed(1).padStart(6)} KB  first load, limit ${LIMIT / 1024} KB`);
if (!files.length || total > LIMIT) process.exit(1);
