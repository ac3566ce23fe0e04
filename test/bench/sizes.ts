import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = join(import.meta.dirname, '../../dist');

const bundles: Readonly<Record<string, string>> = {
  'extension.cjs': 'extension.cjs',
  'cli, broker, executor and the parts that they share': '{cli,broker,executor,part-*}.mjs',
  'sandbox.mjs': 'sandbox.mjs',
  'valet-key.vsix': 'valet-key.vsix',
};

/** What is installed and what is loaded, in kilobytes. */
export function benchSizes(): void {
  const rows: Record<string, Record<string, string>> = {};
  for (const [name, pattern] of Object.entries(bundles)) {
    const paths = globSync(pattern, { cwd: dist }).map((path) => join(dist, path));
    if (paths.length === 0) continue;
    const bytes = Buffer.concat(paths.map((path) => readFileSync(path)));
    const packed = name.endsWith('.vsix') ? '' : kilobytes(gzipSync(bytes).length);
    rows[name] = { size: kilobytes(bytes.length), 'as gzip': packed };
  }
  console.log('\nSizes (`npm run package` minifies, `npm run build` does not)');
  console.table(rows);
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000).toLocaleString('en')} kB`;
}
