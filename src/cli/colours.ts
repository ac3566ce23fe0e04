export type Colour = 'red' | 'yellow' | 'cyan' | 'green' | 'bold' | 'dim';

export type Paint = (colour: Colour, text: string) => string;

/** Colours where the stream is a terminal, unless its user wants none (https://no-color.org). */
export function paintFor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Paint {
  const isForced = Boolean(env['FORCE_COLOR']) && env['FORCE_COLOR'] !== '0';
  const isWanted = !env['NO_COLOR'] && (isForced || (stream.isTTY && env['TERM'] !== 'dumb'));
  return isWanted ? painted : (_, text) => text;
}

function painted(colour: Colour, text: string): string {
  const [on, off] = codes[colour];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

const codes: Readonly<Record<Colour, readonly [on: number, off: number]>> = {
  red: [31, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  green: [32, 39],
  bold: [1, 22],
  dim: [2, 22],
};
