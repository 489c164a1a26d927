import type { ContainerMarks } from './port';

const PREFIX = 'rockpool.';

/** The label by which the containers of all data folders are listed. */
export const anyController = `${PREFIX}controller`;
/** The label by which the containers of one data folder are listed. */
export const controllerLabel = (controller: string): string => `${PREFIX}controller=${controller}`;

export function labelsOf(marks: ContainerMarks): Record<string, string> {
  return Object.fromEntries(Object.entries(marks).map(([key, value]) => [PREFIX + key, String(value)]));
}

/** The marks in a container's labels. What is missing or no number becomes '' or 0: the container is still ours. */
export function marksOf(labels: Record<string, string> | undefined): ContainerMarks {
  const text = (key: string): string => labels?.[PREFIX + key] ?? '';
  const number = (key: string): number => {
    const value = Number(text(key));
    return Number.isFinite(value) ? value : 0;
  };
  return {
    controller: text('controller'),
    pool: text('pool'),
    host: text('host'),
    instance: text('instance'),
    blueprint: text('blueprint'),
    user: text('user'),
    slots: number('slots'),
    route: text('route'),
    port: number('port'),
    created: number('created'),
    lifetime: number('lifetime'),
  };
}
