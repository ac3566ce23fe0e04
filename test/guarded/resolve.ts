import dns from 'node:dns';

/** Stands in for a name server, in the broker alone: the task, which asks none, must come by the guard. */
const lookup = dns.lookup as (name: string, ...rest: readonly unknown[]) => void;
Reflect.set(dns, 'lookup', (name: string, ...rest: readonly unknown[]) =>
  lookup(name === 'api.acme.example' ? '127.0.0.1' : name, ...rest),
);
