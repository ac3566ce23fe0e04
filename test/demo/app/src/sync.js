import { total } from './total.js';

// Ask the agent: "connect this to the payments API".
const charges = [];

console.log(`${charges.length} charges, ${total(charges)} in all`);
