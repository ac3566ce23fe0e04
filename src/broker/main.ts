import { keepCompiled } from './disk/compiled.ts';

/** The door of the broker's process. What lies behind it is loaded once it is known where its compiled form is kept. */
// Unheard, it opens Node's debugger, by which anybody of this user's could look into this process.
process.on('SIGUSR1', () => undefined);
keepCompiled(process.env);
await import('./editors-broker.ts');
