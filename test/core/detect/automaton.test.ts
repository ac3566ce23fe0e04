import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type Anchor, createAutomaton } from '../../../src/core/detect/automaton.ts';

describe('the automaton', () => {
  check('finds an anchor wherever it stands', ['ab'], 'ab xab abab', ['ab@2', 'ab@6', 'ab@9', 'ab@11']);
  check('finds anchors inside anchors', ['she', 'he', 'hers'], 'ushers', ['she@4', 'he@4', 'hers@6']);
  check('finds an exact anchor as it is spelled', ['=Ab'], 'ab Ab AB aB', ['Ab@5']);
  check('finds a folded anchor in any case', ['sk-'], 'SK- Sk- sK-', ['sk-@3', 'sk-@7', 'sk-@11']);
  check('reads past what is not ASCII', ['key'], 'ключ key 鍵key', ['key@8', 'key@13']);
  check('finds loose words with separators between', ['~ddkey'], 'DD_KEY dd-key d.d..key ddkey', [
    'ddkey@6',
    'ddkey@13',
    'ddkey@22',
    'ddkey@28',
  ]);
  check('finds a loose word once, not again at the separators after it', ['~key'], 'key___', ['key@3']);
  check('parts no loose word by a blank', ['~ddkey'], 'dd key', []);
  check('finds all sorts at once', ['k_', '~ak', '=K_'], 'a_K_', ['ak@3', 'k_@4', 'K_@4']);
  check('finds nothing where there are no anchors', [], 'anything', []);

  it('agrees with a search anchor by anchor', () => {
    const letters = fc.stringMatching(/^[ab_.x]{1,5}$/);
    const spelled = fc.stringMatching(/^[abAB_.x]{1,5}$/);
    const anchor = fc.oneof(
      letters.map((text) => ({ text, match: 'folded' as const })),
      spelled.map((text) => ({ text, match: 'exact' as const })),
      fc.stringMatching(/^[abx]{1,5}$/).map((text) => ({ text, match: 'loose' as const })),
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
    createAutomaton([{ text: 'a', match: 'exact' }]).run('aaaaa', 0, 5, (_, end) => {
      ends.push(end);
      return end === 2 ? 4 : undefined;
    });
    assert.deepEqual(ends, [1, 2, 5]);
  });

  it('has no more states than the letters of its anchors ask for', () => {
    const anchors = Array.from({ length: 500 }, (_, index) => ({
      text: `anchor${index}`,
      match: (['exact', 'folded', 'loose'] as const)[index % 3] ?? 'exact',
    }));
    const automaton = createAutomaton(anchors);
    const text = anchors.map((anchor) => anchor.text.split('').join('_') + anchor.text).join(' ');
    automaton.run(text, 0, text.length, () => undefined);
    assert.ok(automaton.states < 4 * anchors.reduce((sum, anchor) => sum + anchor.text.length, 0));
  });
});

function check(fact: string, anchors: readonly string[], text: string, expected: readonly string[]): void {
  it(fact, () => {
    const parsed = anchors.map((anchor) => ({
      text: anchor.replace(/^[~=]/, ''),
      match: anchor.startsWith('~')
        ? ('loose' as const)
        : anchor.startsWith('=')
          ? ('exact' as const)
          : ('folded' as const),
    }));
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
      const parted = anchor.text.split('').join('[-_.]*');
      const pattern = new RegExp(`${anchor.match === 'loose' ? parted : anchor.text.replace(/\./g, '\\.')}$`);
      const searchedText = anchor.match === 'exact' ? text : folded;
      return Array.from({ length: text.length }, (_, at) => at + 1)
        .filter((end) => pattern.test(searchedText.slice(0, end)))
        .map((end) => `${anchor.text}@${end}`);
    })
    .toSorted();
}
