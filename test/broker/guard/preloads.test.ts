import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonPreload } from '../../../src/broker/guard/clients/preloads.ts';
import { outcomeOf } from '../../cli/program.ts';
import { programOn } from '../../real/parts/part.ts';
import { scratch } from '../scratch.ts';

describe('what Python is given to run first', () => {
  for (const [fact, other, expected] of [
    ['complains of nothing where there is no other', undefined, 'ok\n'],
    ['runs the other one, too', 'print("other")', 'other\nok\n'],
  ] as const) {
    it(fact, async function () {
      const python = programOn('python3');
      if (python === undefined) {
        console.log('      (skipped: there is no python3 here)');
        return this.skip();
      }
      using folder = scratch();
      const places = ['own', 'other'].map((name) => join(folder.path, name));
      for (const place of places) mkdirSync(place);
      const [own = '', next = ''] = places;
      writeFileSync(join(own, 'sitecustomize.py'), pythonPreload);
      if (other !== undefined) writeFileSync(join(next, 'sitecustomize.py'), other);
      // As Python's own `site` does, but without what this machine's Python has there.
      const script = `import sys; sys.path[:0] = ${JSON.stringify(places)}; import sitecustomize; print('ok')`;
      const { status, stdout, stderr } = await outcomeOf(python, ['-S', '-c', script], {});
      assert.deepEqual([status, stdout, stderr], [0, expected, '']);
      return undefined;
    });
  }
});
