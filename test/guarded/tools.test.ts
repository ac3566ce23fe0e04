import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startHttp2 } from '../broker/guard/http2-service.ts';
import { startService } from '../broker/guard/service.ts';
import type { Answering } from '../broker/guard/service.ts';
import { startWebSocket } from '../broker/guard/web-socket.ts';
import { nodeWith, pythonWith } from './caches.ts';
import * as programs from './client-programs.ts';
import { inBothModes, found, having, havingPhp, host, isHere, runOne } from './running.ts';
import type { Client } from './running.ts';
import * as tools from './tool-programs.ts';

const clients: readonly Client[] = [
  { name: 'wget', find: having('wget', ['sh', '-c', tools.wget]) },
  { name: 'git', find: having('git', ['sh', '-c', tools.git]) },
  { name: 'npm', find: having('npm', ['sh', '-c', tools.npm]) },
  { name: 'pip', find: inPython((program) => ['sh', '-c', tools.pip, program]) },
  { name: 'Perl, LWP', find: inPerl('LWP::Protocol::https', tools.lwp) },
  { name: 'Perl, HTTP::Tiny', find: inPerl('IO::Socket::SSL', tools.tiny) },
  { name: 'PHP, a stream with the proxy named', find: havingPhp(), files: { 'call.php': tools.phpStream } },
  { name: 'Deno', find: inDeno },
  { name: 'Bun', find: inBun },
  { name: 'Node, undici', find: inNode(tools.undici) },
];

inBothModes('tools unchanged under guard', (mode) => {
  for (const { name, find, files = {} } of clients) {
    it(`${name} calls with the value and never has it`, async function () {
      this.timeout(300_000);
      const command = found(this, find());
      await using service = await startService(answerAsTools, 'https', host);
      const { outcome, value } = await runOne(service, { command, files, env: packages(), mode });
      assert.equal(outcome.status, 0, outcome.stdout + outcome.stderr);
      const called = service.reached.filter(({ headers }) => headers.authorization !== undefined);
      assert.ok(called.length > 0, outcome.stdout + outcome.stderr);
      assert.ok(called.every(({ headers: { authorization = '' } }) => valueIn(authorization) === value));
      assert.ok(!outcome.stdout.includes(value) && !outcome.stderr.includes(value));
    });
  }

  it("npm's ws opens a WebSocket, without an agent", async function () {
    this.timeout(300_000);
    const command = found(this, inNode(tools.ws)());
    await using service = await startWebSocket(host);
    const { outcome, value } = await runOne(service, { command, env: packages(), mode });
    assert.equal(outcome.status, 0, outcome.stdout + outcome.stderr);
    assert.match(outcome.stdout, new RegExp(`Bearer \\*{${value.length}} undefined said`));
  });
});

const inHttp2: readonly Client[] = [
  { name: 'curl', find: having('curl', ['sh', '-c', tools.curl2]) },
  { name: 'Go', find: having('go', ['go', 'run', 'call.go']), files: { 'call.go': programs.go } },
  { name: 'Java', find: having('java', ['java', 'Call.java']), files: { 'Call.java': programs.java } },
  { name: 'Python, httpx', find: inPython((program) => [program, '-c', tools.httpx2]) },
  { name: 'Node, http2', find: inNode(tools.nodeHttp2) },
  { name: 'Node, undici', find: inNode(tools.undici) },
];

inBothModes('unchanged under guard, in HTTP/2', (mode) => {
  for (const { name, find, files = {} } of inHttp2) {
    it(`${name} calls with the value and never has it`, async function () {
      this.timeout(300_000);
      const command = found(this, find());
      // It speaks nothing else.
      await using service = await startHttp2(
        (stream, { authorization }) => {
          stream.respond({ ':status': 200, 'content-type': 'application/json' });
          stream.end(JSON.stringify({ echo: authorization }));
        },
        { name: host },
      );
      const { outcome, value } = await runOne(service, { command, files, env: { ...packages(), HTTP2: '1' }, mode });
      assert.equal(outcome.status, 0, outcome.stdout + outcome.stderr);
      assert.ok(service.reached.length > 0, outcome.stdout + outcome.stderr);
      assert.ok(service.reached.every(({ headers }) => headers.authorization === `Bearer ${value}`));
      assert.ok(outcome.stdout.includes('*'.repeat(value.length)) && !outcome.stdout.includes(value));
    });
  }
});

/** What each of them asks for, as its protocol has it. */
const answerAsTools: Answering = ({ url, headers }, response) => {
  const { authorization } = headers;
  if (authorization === undefined) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="acme"' }).end();
  } else if (url.includes('/info/refs')) {
    response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' });
    const commit = 'a'.repeat(40);
    response.end(`001e# service=git-upload-pack\n0000${packetLine(`${commit} HEAD\0agent=test\n`)}0000`);
  } else if (url.startsWith('/v1/simple/')) {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!DOCTYPE html><html><body><a href="acme-1.2.3.tar.gz">acme-1.2.3.tar.gz</a></body></html>');
  } else {
    const version = { name: 'acme', version: '1.2.3', dist: { tarball: '' } };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...version, 'dist-tags': { latest: '1.2.3' }, versions: { '1.2.3': version } }));
  }
};

function packetLine(text: string): string {
  return (text.length + 4).toString(16).padStart(4, '0') + text;
}

/** Of `Bearer VALUE`, or of the password in `Basic …`. */
function valueIn(authorization: string): string | undefined {
  const [scheme, rest = ''] = authorization.split(' ');
  return scheme === 'Basic' ? Buffer.from(rest, 'base64').toString('utf8').split(':')[1] : rest;
}

function nodePackages() {
  return nodeWith('node-tools', ['ws@8.23.0', 'undici@8.11.0', 'deno@2.9.6', 'bun@1.4.5']);
}

function packages(): NodeJS.ProcessEnv {
  const node = nodePackages();
  return 'missing' in node ? {} : { NODE_PATH: join(node.folder, 'node_modules') };
}

function inNode(program: string): Client['find'] {
  return () => {
    const node = nodePackages();
    return 'missing' in node ? node : [process.execPath, '-e', program];
  };
}

function inPython(command: (program: string) => readonly string[]): Client['find'] {
  return () => {
    const python = pythonWith('python-tools', ['httpx[http2]==0.28.1']);
    return 'missing' in python ? python : command(python.program);
  };
}

function inPerl(library: string, program: string): Client['find'] {
  return () =>
    isHere('perl') && spawnSync('perl', [`-M${library}`, '-e', '1']).status === 0
      ? ['perl', '-e', program]
      : { missing: `there is no Perl with ${library} here` };
}

function inDeno(): ReturnType<Client['find']> {
  const node = nodePackages();
  if ('missing' in node) return node;
  return [join(node.folder, 'node_modules', '.bin', 'deno'), 'eval', tools.deno];
}

/** Its package's own script would copy the program to where this one looks for it. */
function inBun(): ReturnType<Client['find']> {
  const node = nodePackages();
  if ('missing' in node) return node;
  const program = join(node.folder, 'node_modules', '@oven', `bun-${process.platform}-${process.arch}`, 'bin', 'bun');
  return spawnSync(program, ['--version']).status === 0
    ? [program, '-e', tools.bun]
    : { missing: 'there is no Bun here' };
}
