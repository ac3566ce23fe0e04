import assert from 'node:assert/strict';
import { createDetector } from '../../../../src/core/detect/detector.ts';
import { readTeamRules } from '../../../../src/core/detect/team/read.ts';
import { fingerprint, seeded, valueOf } from '../make.ts';

const chance = seeded(3);
const body = valueOf('{lower36:24}', chance).padEnd(24, 'k3').slice(0, 24);
const hex = valueOf('{hex:32}', chance).padEnd(32, '7').slice(0, 32);

describe("a credential of a team's own service", () => {
  check('is found by its pattern', 'acme_[0-9a-z]{24}', `const k = "«acme_${body}»";`);
  check('is found among letters of any alphabet', 'acme_[0-9a-z]{24}', `клю́ч 🔑 = «acme_${body}»`);
  check('is the group of its pattern, where it has one', 'acme_id=([0-9a-f]{32})', `?acme_id=«${hex}»&x`);
  check('is found after its anchor on the line', '\\b[0-9a-f]{32}\\b', `acme_id: "«${hex}»"`);
  check('is found before the end of its match', '[0-9a-f]{32}\\.acme_\\w+', `"«${hex}.acme_prod»"`);
  check(
    'is found twice on a line',
    'acme_[0-9a-z]{24}',
    `«acme_${body}», «acme_${Array.from(body).toReversed().join('')}»`,
  );
  check('is not found on another line than its anchor', '\\b[0-9a-f]{32}\\b', `acme_\n"${hex}"`);
  check('is not found far from its anchor', '\\b[0-9a-f]{32}\\b', `acme_${' '.repeat(200)}"${hex}"`);
  check('is not found without its anchor', '\\b[0-9a-f]{32}\\b', `other: ${hex}`);
  check('is not found where a placeholder stands', 'acme_[0-9a-z]{24}', `acme_${'x'.repeat(24)}`);

  it('has the id and the name of the service', () => {
    const [finding] = scan('acme_[0-9a-z]{24}', `ACME = "acme_${body}"`);
    assert.equal(finding?.kind, 'acme');
    assert.equal(finding.service, 'acme');
    assert.equal(finding.confidence, 'medium');
    assert.equal(finding.name, 'ACME');
    assert.equal(finding.redacted, 'acme_…');
  });

  it('does not freeze on a pattern that freezes other engines', () => {
    assert.deepEqual(scan('acme_(?:(?:a|aa)+)+[!?]', 'acme_' + 'a'.repeat(5000)), []);
    assert.deepEqual(scan('acme_(?:(?:a|aa)+)+[!?]', 'acme_a'.repeat(5000)), []);
  });
});

function scan(pattern: string, text: string) {
  const { services, problems } = readTeamRules([{ id: 'acme', anchors: ['acme_'], pattern }]);
  assert.deepEqual(problems, []);
  return createDetector({ services, fingerprint }).scan(text, { path: 'notes.unknown' });
}

/** The texts between « and » are the findings there must be. */
function check(name: string, pattern: string, marked: string): void {
  it(name, () => {
    const expected = [...marked.matchAll(/«([^»]*)»/g)].map((match) => match[1]);
    const text = marked.replace(/[«»]/g, '');
    const found = scan(pattern, text).filter(({ kind }) => kind === 'acme');
    assert.deepEqual(
      found.map(({ start, end }) => text.slice(start, end)),
      expected,
    );
  });
}
