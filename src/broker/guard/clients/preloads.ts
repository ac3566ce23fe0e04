/**
 * What two languages are given to run first, as some of their libraries follow no variable: they bring roots or a pool
 * of connections of their own. Both are a few lines that any task may read, and hold nothing but their own place.
 */

/**
 * CommonJS for `NODE_OPTIONS`. `NODE_USE_ENV_PROXY` tells Node's own agent alone (nodejs.org/api/http.html): one that
 * an SDK makes for itself (Stripe's, AWS's) is told here. Node before 22.21 and 24.5 knows no `proxyEnv`. Who connects to
 * one of `places` without any agent (npm's ws and undici, Node's HTTP/2) gets a tunnel; whatever else is left alone.
 */
export function nodePreload(places: readonly string[]): string {
  return `'use strict';
${agentsByProxy}
const places = ${JSON.stringify(places)};
${connectionsByProxy}
require('node:module').syncBuiltinESMExports();
`;
}

const agentsByProxy = `for (const name of ['node:http', 'node:https']) {
  const http = require(name);
  const Agent = http.Agent;
  http.Agent = new Proxy(Agent, {
    construct(target, [options], made) {
      const own = made === http.Agent;
      return Reflect.construct(target, [own ? { proxyEnv: process.env, ...options } : options], own ? target : made);
    },
  });
}`;

/** A connection has to be there at once, so what is written waits until the guard has opened the tunnel. */
const connectionsByProxy = `const net = require('node:net');
const tls = require('node:tls');
const { Duplex } = require('node:stream');

const connect = tls.connect;
tls.connect = function (...given) {
  const { options, done } = read(given);
  const host = options.host ?? 'localhost';
  if (options.socket || options.path || !process.env.HTTPS_PROXY || !isPlace(host, options.port)) {
    return Reflect.apply(connect, this, given);
  }
  const way = net.connect(Number(new URL(process.env.HTTPS_PROXY).port), new URL(process.env.HTTPS_PROXY).hostname);
  const secured = connect({ ...options, host, socket: tunnel(way, net.isIPv6(host) ? '[' + host + ']' : host, options.port) }, done);
  for (const name of ['ref', 'unref']) {
    secured[name] = () => {
      way[name]();
      return tls.TLSSocket.prototype[name].call(secured);
    };
  }
  return secured;
};

/** The forms of tls.connect: options, or a port and a host before them. */
function read(given) {
  const [port, host] = given;
  const options = { ...given.find((one) => typeof one === 'object' && one !== null) };
  if (typeof port === 'string' && !/^\\d+$/.test(port)) options.path = port;
  else if (typeof port !== 'object') options.port = port;
  if (typeof host === 'string') options.host = host;
  return { options, done: given.find((one) => typeof one === 'function') };
}

function isPlace(host, port) {
  const name = String(host).toLowerCase();
  return places.some((place) => {
    const [, rule, itsPort] = /^(.*):(\\d+)$/.exec(place);
    return Number(port) === Number(itsPort) && (rule.startsWith('*.') ? name.endsWith(rule.slice(1)) : name === rule.replace(/^\\[|\\]$/g, ''));
  });
}

function tunnel(way, host, port) {
  let isOpen = false;
  let begin = () => {};
  let answer = Buffer.alloc(0);
  const stream = new Duplex({
    read: () => void way.resume(),
    write(chunk, _encoding, next) {
      if (isOpen) way.write(chunk, next);
      else begin = () => way.write(chunk, next);
    },
    final: (next) => void way.end(next),
    destroy(error, next) {
      way.destroy();
      next(error);
    },
  });
  way.write('CONNECT ' + host + ':' + port + ' HTTP/1.1\\r\\nHost: ' + host + ':' + port + '\\r\\n\\r\\n');
  way.on('data', (chunk) => {
    if (isOpen) return stream.push(chunk) || void way.pause();
    answer = Buffer.concat([answer, chunk]);
    const end = answer.indexOf('\\r\\n\\r\\n');
    if (end < 0) return undefined;
    const [line] = answer.toString('latin1').split('\\r\\n');
    if (!/^HTTP\\/1\\.\\d 200 /.test(line)) return void stream.destroy(new Error('Valet Key: the guard answered ' + line));
    isOpen = true;
    if (answer.length > end + 4) stream.push(answer.subarray(end + 4));
    return begin();
  });
  way.once('end', () => stream.push(null));
  way.once('error', (error) => stream.destroy(error));
  way.once('close', () => stream.destroy());
  return stream;
}`;

/** `sitecustomize` for `PYTHONPATH`: to the roots that a library names (Stripe's own file, certifi's) it adds the guard's. */
export const pythonPreload = `"""Valet Key: makes Python trust the guard of this run beside what a library trusts."""
import importlib.util
import os
import sys

_folder = os.path.dirname(os.path.abspath(__file__))
_guard = os.path.join(os.path.dirname(_folder), "guard.pem")


def _trust_guard():
    try:
        import ssl
    except ImportError:
        return
    load = ssl.SSLContext.load_verify_locations

    def load_verify_locations(self, cafile=None, capath=None, cadata=None):
        load(self, cafile, capath, cadata)
        if os.path.exists(_guard):
            load(self, _guard)

    ssl.SSLContext.load_verify_locations = load_verify_locations


def _run_next():
    """The sitecustomize that would have run without this one."""
    kept = sys.path[:]
    sys.path[:] = [place for place in kept if os.path.abspath(place) != _folder]
    try:
        found = importlib.util.find_spec("sitecustomize")
        if found is not None and found.loader is not None:
            found.loader.exec_module(importlib.util.module_from_spec(found))
    finally:
        sys.path[:] = [place for place in kept if os.path.abspath(place) != _folder]


_trust_guard()
# Python looks for the other one only where none is loaded, and complains where none is afterwards.
_own = sys.modules.pop("sitecustomize", None)
_run_next()
if _own is not None:
    sys.modules.setdefault("sitecustomize", _own)
`;
