// Tables come by column; the page reads them by row.

/** Return the rows of a table of columns, each with its number as `row`. */
export function rowsOf(columns) {
  const names = Object.keys(columns ?? {});
  const count = names.length ? columns[names[0]].length : 0;
  return Array.from({ length: count }, (_, row) => {
    const made = { row };
    for (const name of names) made[name] = columns[name][row];
    return made;
  });
}

/** Return rows by one of their columns, `id` unless told otherwise. */
export const byKey = (rows, key = "id") => new Map(rows.map((row) => [row[key], row]));

/** Return rows in groups by a column, in the order in which groups first appear. */
export function grouped(rows, key) {
  const found = new Map();
  for (const row of rows) {
    const value = typeof key === "function" ? key(row) : row[key];
    if (!found.has(value)) found.set(value, []);
    found.get(value).push(row);
  }
  return found;
}
