/** The values that `changes` replaces: what undoes them. */
export function replaced<T extends object>(current: T, changes: Partial<T>): Partial<T> {
  return Object.fromEntries(Object.keys(changes).map(key => [key, current[key as keyof T]])) as Partial<T>;
}
