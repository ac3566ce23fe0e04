/** The run was refused before anything was started; the message says what to do. */
export class RunRefused extends Error {
  override readonly name = 'RunRefused';
}
