/**
 * How fast it is, beside others on the same text in the same run.
 *
 *     npm run bench                  everything
 *     npm run bench -- keystroke     one part
 *
 * Figures of one machine mean little on another: what counts are the ratios.
 */
import { benchAttempts } from './attempts.ts';
import { benchEditor } from './editor.ts';
import { benchFixes } from './fixes.ts';
import { benchGrowth } from './growth.ts';
import { benchGuard } from './guard.ts';
import { benchHostile } from './hostile.ts';
import { benchInMemory } from './in-memory.ts';
import { benchKeystroke } from './keystroke.ts';
import { benchRelays } from './relays.ts';
import { benchSizes } from './sizes.ts';
import { benchWholeTree } from './whole-tree.ts';

const parts: Readonly<Record<string, () => void | Promise<void>>> = {
  keystroke: benchKeystroke,
  memory: benchInMemory,
  tree: benchWholeTree,
  growth: benchGrowth,
  hostile: benchHostile,
  fixes: benchFixes,
  editor: benchEditor,
  guard: benchGuard,
  relays: benchRelays,
  attempts: benchAttempts,
  sizes: benchSizes,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`There is no part “${unknown.join(', ')}”. Parts: ${Object.keys(parts).join(', ')}.`);
  process.exitCode = 2;
} else {
  for (const [name, part] of Object.entries(parts)) if (asked.length === 0 || asked.includes(name)) await part();
}
