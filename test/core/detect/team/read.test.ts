import assert from 'node:assert/strict';
import { readTeamRules } from '../../../../src/core/detect/team/read.ts';

const acme = { id: 'acme', anchors: ['acme_'], pattern: 'acme_[0-9a-z]{32}' };

describe("a team's own services are read", () => {
  it('from what is set, with the rest filled in', () => {
    const { services, problems } = readTeamRules([acme]);
    assert.deepEqual(problems, []);
    const [service] = services;
    assert.equal(service?.title, 'acme');
    assert.deepEqual(service?.env, ['ACME_KEY']);
    assert.deepEqual(service?.send, { mode: 'header', header: 'Authorization', format: 'Bearer {}' });
    assert.deepEqual(service?.credentials[0]?.rule, { anchors: ['acme_'], pattern: acme.pattern });
  });

  it('with one name or several', () => {
    const { services, problems } = readTeamRules([
      { ...acme, title: 'Acme', env: 'ACME_TOKEN', hosts: ['*.acme.com', 'localhost:8080'], header: 'X-Acme' },
    ]);
    assert.deepEqual(problems, []);
    assert.deepEqual(services[0]?.env, ['ACME_TOKEN']);
    assert.deepEqual(services[0]?.send, { mode: 'header', header: 'X-Acme', format: '{}' });
  });

  it('as none where nothing is set', () => {
    assert.deepEqual(readTeamRules(undefined), { services: [], problems: [] });
  });

  it('without the ones that are wrong', () => {
    const { services, problems } = readTeamRules([{ ...acme, pattern: '(' }, acme, { ...acme, id: 'Other One' }]);
    assert.deepEqual(
      services.map(({ id }) => id),
      ['acme'],
    );
    assert.deepEqual(
      problems.map(({ place }) => place),
      ['[0].pattern', '[2].id'],
    );
  });
});

describe("what is wrong with a team's service is told where it stands", () => {
  check('acme', '', 'must be a list of services');
  check([7], '[0]', 'must be an object with id, anchors and pattern');
  check([{ ...acme, patern: 'x' }], '[0].patern', /is no field of a service; there are id, title/);
  check([{ ...acme, id: 'Acme Inc' }], '[0].id', /lower-case words joined by hyphens/);
  check([acme, acme], '[1].id', 'acme exists already: choose another');
  check([{ ...acme, id: 'stripe' }], '[0].id', 'stripe exists already: choose another');
  check([{ ...acme, anchors: [] }], '[0].anchors', /must list text that every credential holds or follows/);
  check([{ ...acme, anchors: ['acme_', 'ab'] }], '[0].anchors[1]', /3 to 64 ASCII characters/);
  check([{ ...acme, anchors: ['---'] }], '[0].anchors', 'must not repeat one character');
  check([{ ...acme, pattern: 3 }], '[0].pattern', /must be a regular expression/);
  check([{ ...acme, env: ['ACME TOKEN'] }], '[0].env', /names of variables/);
  check([{ ...acme, hosts: 'https://acme.com' }], '[0].hosts', /host names such as/);
  check([{ ...acme, format: 'Bearer' }], '[0].format', /must hold \{\}/);
  check([{ ...acme, docs: 'acme.com' }], '[0].docs', /https:\/\/ address/);
  check([{ ...acme, title: 'two\nlines' }], '[0].title', 'must be a line of text');
});

describe('a pattern that cannot be used says what to write instead', () => {
  pattern('(?=acme)acme_x', /look-around.*put the value into a group \(character 1\)$/);
  pattern('acme_x(?!y)', /look-around.*\(character 7\)$/);
  pattern('(?<=x)acme_x', /look-around/);
  pattern('(a)cme_\\1', /refers back to a group.*\(character 8\)$/);
  pattern('acme_(x', /group that is not closed/);
  pattern('acme_x)', /closes a group that is not open/);
  pattern('acme_[x', /class that is not closed/);
  pattern('acme_[z-a]', /range that does not exist \(character 7\)$/);
  pattern('acme_x{2000}', /more than 1,000 times: ask for fewer \(character 7\)$/);
  pattern('acme_x++', /possessive quantifier/);
  pattern('acme_x**', /repeats a repetition/);
  pattern('*acme', /repeats nothing/);
  pattern('acme_\\q', /escape that means nothing/);
  pattern('(?:acme_)*', /matches nothing at all as well/);
  pattern('(?:(?:[a-z]{30}){30}|x){20}', /more than 1,000 times|repeats too much/);
  pattern(`acme_${'x'.repeat(1000)}`, /longer than 1000 characters/);
});

function check(value: unknown, place: string, message: string | RegExp): void {
  it(`${place || 'the list'}: ${String(message)}`, () => {
    const { problems } = readTeamRules(value, new Set(['stripe']));
    const found = problems.find((problem) => problem.place === place);
    assert.ok(found, JSON.stringify(problems));
    if (typeof message === 'string') assert.equal(found.message, message);
    else assert.match(found.message, message);
  });
}

function pattern(text: string, message: RegExp): void {
  check([{ ...acme, pattern: text }], '[0].pattern', message);
}
