/**
 * What two languages are given to run first, as some of their libraries follow no variable: they bring roots or a pool
 * of connections of their own. Both are a few lines that any task may read, and hold nothing but their own place.
 */

/**
 * CommonJS for `NODE_OPTIONS`. `NODE_USE_ENV_PROXY` tells Node's own agent alone (nodejs.org/api/http.html): one that
 * an SDK makes for itself (Stripe's, AWS's) is told here. Node before 22.21 and 24.5 knows no `proxyEnv`.
 */
export const nodePreload = `'use strict';
for (const name of ['node:http', 'node:https']) {
  const http = require(name);
  const Agent = http.Agent;
  http.Agent = new Proxy(Agent, {
    construct(target, [options], made) {
      const own = made === http.Agent;
      return Reflect.construct(target, [own ? { proxyEnv: process.env, ...options } : options], own ? target : made);
    },
  });
}
require('node:module').syncBuiltinESMExports();
`;

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
