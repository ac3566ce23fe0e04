/** Loaded before a run (`--import`), puts Shannon's entropy in the place of the table of words. */
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    const swapped = specifier === './randomness.ts' && context.parentURL?.includes('/detect/generic/');
    return swapped
      ? { url: new URL('./entropy.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context);
  },
});
