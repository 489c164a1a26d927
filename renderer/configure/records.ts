import { confirm } from '../ui/confirm';
import { attempt, notifyDone } from '../ui/notify';

/** Templates and blueprints alike. */
interface Named {
  config: { name: string };
  createdAt: number;
}

/** For sorting; of the same name the older one first. */
export function byName(a: Named, b: Named): number {
  return a.config.name.localeCompare(b.config.name) || a.createdAt - b.createdAt;
}

/** Says how the copy is called once it is made. */
export async function copyRecord({ config }: Named, copying: Promise<unknown>): Promise<void> {
  if (await attempt(copying)) {
    notifyDone(`"${config.name} - Copy" is made; it is inactive until you activate it.`);
  }
}

/** Deletes after asking. @param body what is lost with it, and what is kept */
export async function deleteRecord(
  what: 'template' | 'blueprint',
  { config }: Named,
  body: string,
  work: () => Promise<unknown>,
): Promise<void> {
  const title = `Delete the ${what} "${config.name}"?`;
  if (await confirm({ title, body, action: 'Delete', destructive: true })) await attempt(work());
}
