import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { signedWithPlaceholder } from '../../src/broker/guard/sigv4.ts';
import { startService } from '../broker/guard/service.ts';
import type { Answering } from '../broker/guard/service.ts';
import { startWebSocket } from '../broker/guard/web-socket.ts';
import * as programs from './client-programs.ts';
import { answerAsVendors, inBothModes, found, having, havingPhp, host, inNode, inPython, runOne } from './running.ts';
import type { Client } from './running.ts';

const clients: readonly Client[] = [
  ...Object.entries(programs.python).map(([name, program]) => ({ name: `Python, ${name}`, find: inPython(program) })),
  ...Object.entries(programs.node).map(([name, program]) => ({ name: `Node, ${name}`, find: inNode(program) })),
  { name: 'Go', find: having('go', ['go', 'run', 'call.go']), files: { 'call.go': programs.go } },
  { name: 'Java', find: having('java', ['java', 'Call.java']), files: { 'Call.java': programs.java } },
  { name: 'Ruby', find: having('ruby', ['ruby', '-e', programs.ruby]) },
  { name: 'PHP', find: havingPhp(), files: { 'call.php': programs.php } },
  { name: 'curl', find: having('curl', ['sh', '-c', 'curl -sS --compressed "$URL" -H "Authorization: Bearer $ACME"']) },
];

inBothModes('unchanged under guard', (mode) => {
  for (const { name, find, files = {} } of clients) {
    it(`${name} calls with the value and never has it`, async function () {
      this.timeout(300_000);
      const command = found(this, find());
      await using service = await startService(answerAsVendors, 'https', host);
      const { outcome, value } = await runOne(service, { command, files, mode });
      assert.equal(outcome.status, 0, outcome.stderr);
      assert.ok(service.reached.length > 0, outcome.stderr);
      assert.ok(service.reached.every(({ headers }) => headers.authorization === `Bearer ${value}`));
      assert.ok(!outcome.stdout.includes(value) && !outcome.stderr.includes(value));
    });
  }

  for (const [name, find] of [
    ['Python', inPython(programs.pythonSocket)],
    ['Node', inNode(programs.nodeSocket)],
  ] as const) {
    it(`${name} opens a WebSocket`, async function () {
      this.timeout(300_000);
      const command = found(this, find());
      await using service = await startWebSocket(host);
      const { outcome, value } = await runOne(service, { command, mode });
      assert.equal(outcome.status, 0, outcome.stderr);
      assert.match(outcome.stdout, new RegExp(`Bearer \\*{${value.length}} undefined said`));
    });
  }

  it("the AWS SDK's call is signed again with the secret key", async function () {
    this.timeout(300_000);
    const command = found(this, inNode(programs.sts)());
    await using service = await startService(answerAsSts, 'https', host);
    const call = [{ host: `${host}:${service.port}`, methods: ['POST'] }];
    const asking = { delivery: { mode: 'sigv4', env: 'ACME' }, call } as const;
    const { outcome, value } = await runOne(service, { command, asking, mode });
    assert.equal(outcome.stdout, 'account 123\n', outcome.stderr);
    const [reached] = service.reached;
    const { method = '', url: target = '', body = '', rawHeaders: headers = [] } = reached ?? {};
    const bodyHash = createHash('sha256').update(body).digest('hex');
    assert.ok(signedWithPlaceholder(value, { method, target, headers, bodyHash }), 'the service can verify it');
  });
});

const answerAsSts: Answering = (_call, response) => {
  response.writeHead(200, { 'content-type': 'text/xml' });
  response.end(
    '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
  );
};
