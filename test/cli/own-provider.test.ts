import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
import type { Manifest } from '../../src/core/requests/manifest.ts';
import { json } from '../broker/asking.ts';
import { startService } from '../broker/guard/service.ts';
import { newValue } from '../broker/scratch.ts';
import { approve, keep, outcomeOf, workplace } from './program.ts';

const project = resolve(import.meta.dirname, '../..');

/** A provider as somebody who read CONTRIBUTING writes it: the one file of it. */
const acme = `import { askProvider, requiredSetting, textAt } from './http.ts';
import type { Provider } from './provider.ts';

const title = 'Acme';

export const acme: Provider = {
  id: 'acme',
  opensWith: ['ACME_URL', 'ACME_TOKEN'],
  check({ env }) {
    for (const name of ['ACME_URL', 'ACME_TOKEN']) requiredSetting(title, env, name);
  },
  async issue({ request, grant, ttl, env, signal }) {
    const address = requiredSetting(title, env, 'ACME_URL');
    const headers = { authorization: 'Bearer ' + requiredSetting(title, env, 'ACME_TOKEN') };
    const body = JSON.stringify({ name: request.source.ref, grant, ttl });
    const answer = await askProvider(title, address + '/keys', { method: 'POST', headers, body, signal });
    const value = textAt(title, answer, 'key');
    return {
      value,
      secrets: [value],
      expiresAt: Date.now() + ttl * 1000,
      revocation: { title, url: address + '/keys/' + textAt(title, answer, 'id'), method: 'DELETE', headers },
    };
  },
};
`;

describe('a provider of one file and one line', () => {
  let program: string;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'valet-key-own-provider-'));
    program = await bundleWith(acme, folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is issued, guarded, kept from the task, recorded and revoked as any other', async function () {
    this.timeout(60_000);
    const [token, key] = [newValue(), newValue()];
    const called: string[] = [];
    await using service = await startService(({ method, url, headers }, response) => {
      called.push(`${method} ${url} ${headers.authorization?.replace(token, 'TOKEN').replace(key, 'KEY') ?? ''}`);
      if (url === '/keys') return json(response, { id: '7', key });
      return response.end('done');
    }, 'http');
    await using shop = await startService(({ headers }, response) => {
      called.push(`shop ${headers.authorization?.replace(key, 'KEY') ?? ''}`);
      response.end('sold');
    });
    using place = await prepared(shop.port);
    const authority = join(place.home, 'authority.pem');
    writeFileSync(authority, shop.certificate);
    const env = { ...place.env, NODE_EXTRA_CA_CERTS: authority, ACME_URL: `http://127.0.0.1:${service.port}` };
    const run = (more: object) =>
      outcomeOf(process.execPath, [program, 'run', 'sell'], { cwd: place.folder, env: { ...env, ...more } });
    assert.match((await run({})).stderr, /the request "shop" cannot be served here: Acme needs ACME_TOKEN in the env/);
    const { status, stdout, stderr } = await run({ ACME_TOKEN: token });
    assert.deepEqual([status, stdout], [0, 'sold none\n'], stderr);
    assert.deepEqual(called, ['POST /keys Bearer TOKEN', 'shop Bearer KEY', 'DELETE /keys/7 Bearer TOKEN']);
    const audit = await outcomeOf(process.execPath, [program, 'audit'], { cwd: place.folder, env });
    assert.match(audit.stdout, /gave its credential back to acme under shop: done/);
  });
});

async function prepared(port: number) {
  const place = workplace();
  const call = `curl -s -H "authorization: Bearer $SHOP" https://localhost:${port}/ && echo " \${ACME_TOKEN:-none}"`;
  const manifest: Manifest = {
    version: 1,
    requests: {
      shop: {
        subject: 'task:sell',
        purpose: 'A test',
        authorization_details: [{ type: 'api_credential' }],
        call: [{ host: `localhost:${port}` }],
        source: { provider: 'acme', ref: 'shop' },
        delivery: { mode: 'header', env: 'SHOP', header: 'Authorization', format: 'Bearer {}' },
        max_ttl: '10m',
        approval: 'once-per-session',
      },
    },
    tasks: { sell: { command: ['sh', '-c', call], uses: ['shop'] } },
  };
  place.write({ 'valet-key.json': JSON.stringify(manifest) });
  await keep(place, []);
  await approve(place, manifest);
  return place;
}

/** The command line with one file more in `src/broker/providers/` and one name more in its list. */
async function bundleWith(source: string, into: string): Promise<string> {
  const providers = join(project, 'src/broker/providers');
  const adding: Plugin = {
    name: 'one provider more',
    setup(made) {
      made.onResolve({ filter: /^\.\/acme\.ts$/ }, () => ({ path: join(providers, 'acme.ts') }));
      made.onLoad({ filter: /providers[/\\](?:acme|providers)\.ts$/ }, ({ path }) => {
        if (path.endsWith('acme.ts')) return { contents: source, loader: 'ts', resolveDir: providers };
        const listed = readFileSync(path, 'utf8').replace(/(?=\];)/, ', acme');
        assert.notEqual(listed, readFileSync(path, 'utf8'));
        const contents = `import { acme } from './acme.ts';\n${listed.replace(/,\s*, acme/, ', acme')}`;
        return { contents, loader: 'ts', resolveDir: providers };
      });
    },
  };
  const outfile = join(into, 'dist/cli.mjs');
  await build({
    entryPoints: { cli: join(project, 'src/cli.ts'), executor: join(project, 'src/broker/grants/executor.ts') },
    outdir: join(into, 'dist'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    logLevel: 'silent',
    external: ['@napi-rs/keyring'],
    mainFields: ['module', 'main'],
    plugins: [adding],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
    },
  });
  writeFileSync(join(into, 'package.json'), readFileSync(join(project, 'package.json')));
  symlinkSync(join(project, 'node_modules'), join(into, 'node_modules'), 'junction');
  return outfile;
}
