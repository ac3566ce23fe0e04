import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type Anchor, createAutomaton } from '../../../src/core/detect/automaton.ts';

describe('the automaton', () => {
  check('finds an anchor wherever it stands', ['ab'], 'ab xab abab', ['ab@2', 'ab@6', 'ab@9', 'ab@11']);
  check('finds anchors inside anchors', ['she', 'he', 'hers'], 'ushers', ['she@4', 'he@4', 'hers@6']);
  check('takes no notice of case', ['sk-'], 'SK- Sk- sK-', ['sk-@3', 'sk-@7', 'sk-@11']);
  check('reads past what is not ASCII', ['key'], 'ключ key 鍵key', ['key@8', 'key@13']);
  check('finds loose words with separators between', ['~ddkey'], 'DD_KEY dd-key d.d..key ddkey', [
    'ddkey@6',
    'ddkey@13',
    'ddkey@22',
    'ddkey@28',
  ]);
  check('finds a loose word once, not again at the separators after it', ['~key'], 'key___', ['key@3']);
  check('parts no loose word by a blank', ['~ddkey'], 'dd key', []);
  check('finds strict and loose anchors at once', ['k_', '~ak'], 'a_k_', ['ak@3', 'k_@4']);
  check('finds nothing where there are no anchors', [], 'anything', []);

  it('agrees with a search anchor by anchor', () => {
    const letters = fc.stringMatching(/^[ab_.x]{1,5}$/);
    const anchor = fc.oneof(
      letters.map((text) => ({ text, loose: false })),
      fc.stringMatching(/^[abx]{1,5}$/).map((text) => ({ text, loose: true })),
    );
    fc.assert(
      fc.property(fc.array(anchor, { maxLength: 8 }), fc.stringMatching(/^[abAB_.xé-]{0,60}$/), (anchors, text) => {
        assert.deepEqual(found(anchors, text), searched(anchors, text));
      }),
      { numRuns: 1000 },
    );
  });

  it('goes on where a report moves it to', () => {
    const ends: number[] = [];
    createAutomaton([{ text: 'a', loose: false }]).run('aaaaa', 0, 5, (_, end) => {
      ends.push(end);
      return end === 2 ? 4 : undefined;
    });
    assert.deepEqual(ends, [1, 2, 5]);
  });

  it('has no more states than the letters of its anchors ask for', () => {
    const anchors = Array.from({ length: 500 }, (_, index) => ({ text: `anchor${index}_`, loose: index % 2 === 0 }));
    const loose = anchors.map((anchor) => (anchor.loose ? { ...anchor, text: anchor.text.slice(0, -1) } : anchor));
    const automaton = createAutomaton(loose);
    const text = loose.map((anchor) => anchor.text.split('').join('_') + anchor.text).join(' ');
    automaton.run(text, 0, text.length, () => undefined);
    assert.ok(automaton.states < 4 * loose.reduce((sum, anchor) => sum + anchor.text.length, 0));
  });
});

function check(fact: string, anchors: readonly string[], text: string, expected: readonly string[]): void {
  it(fact, () => {
    const parsed = anchors.map((anchor) => ({ text: anchor.replace(/^~/, ''), loose: anchor.startsWith('~') }));
    assert.deepEqual(found(parsed, text), expected.toSorted());
  });
}

function found(anchors: readonly Anchor[], text: string): string[] {
  const reports: string[] = [];
  createAutomaton(anchors).run(text, 0, text.length, (index, end) => {
    reports.push(`${anchors[index]?.text}@${end}`);
    return undefined;
  });
  return reports.toSorted();
}

/** The same by definition: at each end, does the text before it spell the anchor? */
function searched(anchors: readonly Anchor[], text: string): string[] {
  const folded = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return anchors
    .flatMap((anchor) => {
      const spelled = anchor.loose ? anchor.text.split('').join('[-_.]*') : anchor.text.replace(/\./g, '\\.');
      const pattern = new RegExp(`${spelled}$`);
      return Array.from({ length: folded.length }, (_, at) => at + 1)
        .filter((end) => pattern.test(folded.slice(0, end)))
        .map((end) => `${anchor.text}@${end}`);
    })
    .toSorted();
}
