import assert from 'node:assert/strict';
import { join } from 'node:path';
import { cache, goProgram, nodeWith, pythonWith } from './caches.ts';
import { grpcGo, grpcNode, grpcPython } from './grpc-programs.ts';
import { startGrpc } from './grpc-service.ts';
import { guardedPlace } from './place.ts';
import { inBothModes } from './running.ts';

const host = 'api.acme.example';
const resolver = join(import.meta.dirname, 'resolve.ts');

interface Client {
  readonly name: string;
  readonly find: () => Found;
}

type Found = { readonly command: readonly string[]; readonly env?: NodeJS.ProcessEnv } | { readonly missing: string };

const clients: readonly Client[] = [
  { name: 'Node, @grpc/grpc-js', find: inNode },
  { name: 'Python, grpcio', find: inPython },
  { name: 'Go, grpc-go', find: inGo },
];

inBothModes('gRPC unchanged under guard', (mode) => {
  for (const { name, find } of clients) {
    it(`${name} calls in its four ways, never has the value, and reads why a call is refused`, async function () {
      this.timeout(400_000);
      const found = find();
      if ('missing' in found) {
        console.log(`      (skipped: ${found.missing})`);
        return this.skip();
      }
      await using service = await startGrpc(host);
      const call = [{ host: `${host}:${service.port}`, methods: ['POST'], paths: ['/acme.Echo/**'] }];
      using place = await guardedPlace(service, { name: host, call });
      const env = { ...place.serviceEnv, ...found.env };
      const also = mode === 'enforced' ? ['--read', cache] : [];
      const outcome = await place.run(['run', `--${mode}`, ...also, '--', ...found.command], {
        env,
        node: ['--import', resolver],
      });
      const stars = '*'.repeat(place.value.length);
      assert.equal(outcome.status, 0, outcome.stdout + outcome.stderr);
      assert.deepEqual(outcome.stdout.trim().split('\n').slice(0, 4), [
        `unary got one with Bearer ${stars}`,
        'client one+two',
        'server one 1;one 2;one 3',
        'both got one;got two after got one',
      ]);
      assert.match(outcome.stdout, /^refused 7 Refused by Valet Key: \/acme\.Other\/One is not in the call set/m);
      assert.equal(service.reached.length, 4);
      assert.ok(service.reached.every(({ headers }) => headers.authorization === `Bearer ${place.value}`));
      assert.ok(!outcome.stdout.includes(place.value) && !outcome.stderr.includes(place.value));
      return undefined;
    });
  }
});

function inNode(): Found {
  const node = nodeWith('grpc-node', ['@grpc/grpc-js@1.14.7']);
  if ('missing' in node) return node;
  return { command: [process.execPath, '-e', grpcNode], env: { NODE_PATH: join(node.folder, 'node_modules') } };
}

function inPython(): Found {
  const python = pythonWith('grpc-python', ['grpcio==1.85.3']);
  return 'missing' in python ? python : { command: [python.program, '-c', grpcPython] };
}

function inGo(): Found {
  const go = goProgram('grpc-go', grpcGo, 'google.golang.org/grpc@v1.85.0');
  return 'missing' in go ? go : { command: [go.program] };
}
