/** The sum of the charges in the currency's main unit, with two decimals. */
export function total(charges) {
  const cents = charges.reduce((sum, charge) => sum + charge.amount, 0);
  return (cents / 100).toFixed(2);
}
