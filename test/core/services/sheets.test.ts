import assert from 'node:assert/strict';
import { services } from '../../../src/core/services/catalogue.ts';
import { patternOf } from '../../../src/core/services/pattern.ts';
import type { Service } from '../../../src/core/services/service.ts';

const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const variable = /^[A-Za-z_][A-Za-z0-9_]*$/;
const host = /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9-]+(?::\d{1,5})?$/i;

/** What is wrong with a sheet, in words. */
function faultsOf(service: Service): readonly string[] {
  const { id, docs, rotate, hosts, env, actions, credentials } = service;
  return [
    ...(kebab.test(id) ? [] : ['its id is no kebab-case']),
    ...[docs, rotate].filter((page) => !/^https:\/\/[^\s]+$/.test(page)).map((page) => `${page} is no https address`),
    ...hosts.filter((name) => !host.test(name)).map((name) => `${name} is no host`),
    ...env.filter((name) => !variable.test(name)).map((name) => `${name} is no variable`),
    ...(env.length > 0 ? [] : ['it names no variable']),
    ...(actions.length > 0 ? [] : ['it names no action']),
    ...credentials.flatMap((kind) => [
      ...(kebab.test(kind.id) ? [] : [`${kind.id} is no kebab-case`]),
      ...(/^[^.]+(?:\.\S[^.]*)*\.$/.test(kind.power) ? [] : [`${kind.id}: its power is no sentence`]),
      ...(kind.shapes.length > 0 ? [] : [`${kind.id} has no shape`]),
    ]),
  ];
}

describe('the fact sheets', () => {
  it('are whole: pages, hosts, variables, actions and kinds', () => {
    const faults = services.flatMap((service) => faultsOf(service).map((fault) => `${service.id}: ${fault}`));
    assert.deepEqual(faults, []);
  });

  it('give each service and each kind an id of its own', () => {
    const ids = services.flatMap(({ id, credentials }) => [`service ${id}`, ...credentials.map((kind) => kind.id)]);
    assert.deepEqual(
      ids.filter((id, at) => ids.indexOf(id) !== at),
      [],
    );
  });

  /** Texts, choices of texts, and bounded runs, one after the other: nothing repeats what repeats. */
  const bounded =
    /^(?:\\.|[^()[\]{}*+?|\\]|\(\?:(?:\\.|[^()[\]{}*+\\])*\)|\[(?:\\.|[^\]\\])*\](?:\{\d+(?:,\d+)?\})?)*$/;

  it('have patterns that can be matched in one way and in bounded time', () => {
    const shapes = services.flatMap(({ credentials }) => credentials.flatMap((kind) => kind.shapes));
    assert.ok(shapes.length > 1000);
    assert.deepEqual(
      shapes.filter((shape) => !bounded.test(patternOf(shape))),
      [],
    );
  });
});
