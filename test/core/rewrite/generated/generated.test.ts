import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { services, kindById } from '../../../../src/core/services/catalogue.ts';
import { example } from '../../../../src/core/services/example.ts';
import { createDetector } from '../../../../src/core/detect/detector.ts';
import { startPlan, type PlannedText } from '../../../../src/core/fix/planner.ts';
import type { TextEdit } from '../../../../src/core/rewrite/document.ts';
import { fingerprint, seeded } from '../../detect/make.ts';
import { apply } from '../check.ts';
import { formatTemplates } from './format-templates.ts';
import { type Faults, parserOf } from './parsers.ts';
import { moreTemplates } from './more-templates.ts';
import type { Template } from './template.ts';
import { languageTemplates } from './templates.ts';

const detector = createDetector({ services, fingerprint });

describe('any finding in any file: the rewritten file parses, holds no trace, comes back, and is found clean', () => {
  for (const template of [...languageTemplates, ...moreTemplates, ...formatTemplates]) {
    it(`${template.language}: ${template.path}`, async function () {
      this.timeout(60_000);
      const faults = await parserOf(template.language);
      assert.ok(faults, `no parser of ${template.language}`);
      fc.assert(
        fc.property(fileOf(template), (file) => holds(template, file, faults)),
        { numRuns: 40 },
      );
    });
  }
});

interface File {
  readonly text: string;
  readonly values: readonly string[];
}

/** Pieces in any order with remarks between them, and whatever editors do to the ends of lines and files. */
function fileOf(template: Template): fc.Arbitrary<File> {
  return fc
    .record({
      pieces: fc.shuffledSubarray([...template.pieces], { minLength: Math.min(1, template.pieces.length) }),
      remark: fc.constantFrom('plain', '🔑🇨🇭 astral', 'שלום עולם', 'مرحبا', 'e\u0301 ﬁ'),
      crlf: fc.boolean(),
      bom: fc.boolean(),
      final: fc.boolean(),
      tabs: fc.boolean(),
      seed: fc.nat(),
    })
    .map(({ pieces, remark, crlf, bom, final, tabs, seed }) => {
      const values = valuesOf(seed);
      const body = pieces.flatMap((piece, index) => (index === 0 ? [template.comment(remark), piece] : [piece]));
      const lines = [template.head ?? '', ...body, template.foot ?? ''].join('');
      const indented = tabs && /^(?:javascript|typescript|java|csharp|php|c|cpp)$/.test(template.language);
      let text = indented ? lines.replaceAll(/^(?: {4}| {2})/gm, '\t') : lines;
      text = text.replaceAll(/«(\w)»/g, (_, kind: string) => values[kind] ?? '');
      if (!final) text = text.replace(/\n+$/, '');
      if (crlf && takesCarriageReturns(template)) text = text.replaceAll('\n', '\r\n');
      return { text: (bom && !text.startsWith('#!') ? '\u{feff}' : '') + text, values: Object.values(values) };
    });
}

/** A carriage return is a character like others to a shell, and in the heredocs of its kin. */
function takesCarriageReturns({ language }: Template): boolean {
  return !/^(?:shellscript|perl|ruby|php|haskell)$/.test(language);
}

function valuesOf(seed: number): Readonly<Record<string, string>> {
  const chance = seeded(seed);
  const made = (id: string): string => {
    const kind = kindById(id);
    const [shape] = kind?.shapes ?? [];
    assert.ok(kind && shape);
    for (;;) {
      const value = example({ shape, check: kind.check }, () => chance(2 ** 32) / 2 ** 32);
      if (detector.scan(`key = "${value}"`).length > 0) return value;
    }
  };
  const letters = 'bcdfghjkmnpqrstvwxz';
  const password = Array.from({ length: 18 }, (_, at) => (at % 3 === 2 ? chance(10) : letters.charAt(chance(19)))).join(
    '',
  );
  return { S: made('stripe-secret-key'), G: made('github-personal-token'), O: made('openai-api-key'), P: password };
}

function holds({ path, language }: Template, { text, values }: File, faults: Faults): void {
  const first = planned(text, path, language);
  assert.deepEqual(
    first.refused.map(({ finding, reason }) => `${reason}: ${text.slice(finding.start - 40, finding.start)}`),
    [],
  );
  const after = apply(text, first.edits);
  assert.ok(faults(after) <= faults(text), `does not parse any more:\n${text}\n=>\n${after}`);
  const found = (value: string): number =>
    first.replaced.filter(({ start, end }) => text.slice(start, end) === value).length;
  // What the detector does not see at some place is for its own tests.
  const seen = values.filter((value) => found(value) > 0 && found(value) === text.split(value).length - 1);
  for (const value of seen) {
    for (const form of [value, Buffer.from(value).toString('base64').replace(/=+$/, ''), encodeURIComponent(value)]) {
      assert.ok(!after.includes(form), `a trace of the value:\n${after}`);
    }
  }
  assert.equal(apply(after, inverse(text, first.edits)), text);
  const second = planned(after, path, language);
  assert.deepEqual(second.edits, [], `a second run changes something:\n${after}`);
  assert.deepEqual(detector.scan(after, { path, language }), [], after);
}

function planned(text: string, path: string, language: string): PlannedText {
  const start = startPlan({ manifest: undefined, subject: () => 'workload:app', fingerprint });
  assert.equal(start.type, 'planner');
  const findings = detector.scan(text, { path, language });
  return start.type === 'planner' ? start.planner.add({ text, path, language, findings }) : assert.fail();
}

/** What an editor undoes with. */
function inverse(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  let shift = 0;
  return edits.map(({ start, end, newText }) => {
    const at = start + shift;
    shift += newText.length - (end - start);
    return { start: at, end: at + newText.length, newText: text.slice(start, end) };
  });
}
