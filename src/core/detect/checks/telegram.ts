import { type Proof, provenIf } from './proof.ts';

/** A bot token begins with the bot's id and a colon; what follows begins with `AA` for every bot made so far. */
export function provesTelegramId(value: string): Proof {
  return provenIf(/^(?:bot)?[1-9]\d{7,10}:AA[\w-]{33}$/.test(value));
}
