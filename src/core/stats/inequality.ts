/**
 * Gini's coefficient: sum |xi - xj| / (2 n² mean), 0 when all are the same, towards 1 when one has everything. Null with
 * fewer than three values or a mean of 0. Values are not negative.
 */
export const gini = (values: readonly number[]): number | null => {
  const n = values.length;
  const sum = values.reduce((total, one) => total + one, 0);
  if (n < 3 || sum === 0) return null;
  const ascending = Float64Array.from(values).sort();
  // In ascending order the i-th of n (from 0) is above i others and below n - 1 - i.
  const differences = ascending.reduce((total, one, index) => total + (2 * index - n + 1) * one, 0);
  return differences / (n * sum);
};

/** How many times the mean the highest value is; null with fewer than two values or a mean of 0. */
export const maxToMean = (values: readonly number[]): number | null => {
  const n = values.length;
  const sum = values.reduce((total, one) => total + one, 0);
  if (n < 2 || sum === 0) return null;
  return (values.reduce((most, one) => Math.max(most, one), 0) * n) / sum;
};
