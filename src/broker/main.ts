import { keepCompiled } from './disk/compiled.ts';

/** The door of the broker's process. What lies behind it is loaded once it is known where its compiled form is kept. */
keepCompiled(process.env);
await import('./editors-broker.ts');
