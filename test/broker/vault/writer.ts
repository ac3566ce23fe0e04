import { newValue, vaultIn } from '../scratch.ts';

/** A process that puts one value after another and says which are safe: `writer.ts FOLDER KEY PREFIX COUNT`. */
const [folder = '', key = '', prefix = '', count = '0'] = process.argv.slice(2);
const vault = await vaultIn(folder, { handed: Buffer.from(key, 'base64') });
for (let number = 0; number < Number(count); number++) {
  const name = `${prefix}-${number}`;
  await vault.put({ name, value: newValue(), kind: 'k' });
  process.stdout.write(`${name}\n`);
}
