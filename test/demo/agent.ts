/** What a coding agent writes when it is asked to connect the app: code that works, with the key in it. */
export function agentsVersion(key: string): string {
  return `import { total } from './total.js';

const apiKey = '${key}';

const response = await fetch(\`\${process.env.CHARGES_API}/v1/charges\`, {
  headers: { Authorization: \`Bearer \${apiKey}\` },
});
if (!response.ok) throw new Error(\`the payments API answered \${response.status}\`);
const { data: charges } = await response.json();

console.log(\`\${charges.length} charges, \${total(charges)} in all\`);
`;
}
