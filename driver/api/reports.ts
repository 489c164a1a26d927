import { z } from 'zod';
import { reportOptionsSchema } from '../model/report';
import { procedure, router } from './trpc';

/** Reports for support. Where one is saved is said in the system's own dialog: no path comes from the window. */
export const reportsApi = router({
  /** What one would hold now, in words. */
  contents: procedure.query(({ ctx }) => ctx.services.reports.contents()),
  /** Begins a task, and answers with its id; undefined where the person thinks better of it. */
  save: procedure
    .input(reportOptionsSchema.extend({ fileName: z.string().regex(/^[\w.-]{1,100}\.tar\.gz$/) }))
    .mutation(async ({ ctx: { services, shell }, input: { fileName, ...options } }) => {
      const file = await shell.chooseFile({ title: 'Save a report for support', fileName });
      return file && services.reports.save(file, await shell.facts(), options);
    }),
  /** Shows a saved one in the system's file manager. */
  show: procedure.input(z.object({ taskId: z.string() })).mutation(({ ctx, input }) => {
    const task = ctx.services.tasks.all().find(({ id }) => id === input.taskId);
    if (task?.file !== undefined) ctx.shell.showFile(task.file);
  }),
});
