import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = join(import.meta.dirname, '../../dist');

/** What is installed and what is loaded, in kilobytes. */
export function benchSizes(): void {
  const rows: Record<string, Record<string, string>> = {};
  for (const name of ['extension.cjs', 'cli.mjs', 'broker.mjs', 'valet-key.vsix']) {
    const path = join(dist, name);
    if (!existsSync(path)) continue;
    const packed = name.endsWith('.vsix') ? '' : kilobytes(gzipSync(readFileSync(path)).length);
    rows[name] = { size: kilobytes(statSync(path).size), 'as gzip': packed };
  }
  console.log('\nSizes (`npm run package` minifies, `npm run build` does not)');
  console.table(rows);
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000).toLocaleString('en')} kB`;
}
