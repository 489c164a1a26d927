import { z } from 'zod';
import { browserCommands, quitAnswers, rectangleSchema } from './shell';
import { never, procedure, router } from './trpc';

const instance = z.object({ instanceId: z.string() });

const browserApi = router({
  open: procedure.input(instance).mutation(({ ctx, input }) => ctx.shell.browser.open(input.instanceId)),
  close: procedure.input(instance).mutation(({ ctx, input }) => ctx.shell.browser.close(input.instanceId)),
  place: procedure
    .input(z.object({ instanceId: z.string(), rectangle: rectangleSchema }).nullable())
    .mutation(({ ctx, input }) => ctx.shell.browser.place(input)),
  command: procedure
    .input(instance.extend({ command: z.enum(browserCommands) }))
    .mutation(({ ctx, input }) => ctx.shell.browser.command(input.instanceId, input.command)),
  find: procedure
    .input(instance.extend({ text: z.string().max(1000), forward: z.boolean() }))
    .mutation(({ ctx, input }) => ctx.shell.browser.find(input.instanceId, input.text, input.forward)),
  go: procedure
    .input(instance.extend({ address: z.string().max(8192) }))
    .mutation(({ ctx, input }) => ctx.shell.browser.go(input.instanceId, input.address)),
  answerOutside: procedure
    .input(instance.extend({ open: z.boolean() }))
    .mutation(({ ctx, input }) => ctx.shell.browser.answerOutside(input.instanceId, input.open)),
  cancelDownload: procedure
    .input(z.object({ id: z.string() }))
    .mutation(({ ctx, input }) => ctx.shell.browser.cancelDownload(input.id)),
  showDownload: procedure
    .input(z.object({ id: z.string() }))
    .mutation(({ ctx, input }) => ctx.shell.browser.showDownload(input.id)),
  state: procedure.subscription(({ ctx, signal }) => ctx.shell.browser.state(signal ?? never)),
});

export const shellApi = router({
  about: procedure.query(({ ctx }) => ctx.shell.about()),
  chooseImageFiles: procedure.mutation(({ ctx }) => ctx.shell.chooseImageFiles()),
  chooseDirectory: procedure
    .input(z.object({ title: z.string().max(200) }))
    .mutation(({ ctx, input }) => ctx.shell.chooseDirectory(input.title)),
  openExternal: procedure
    .input(z.object({ url: z.url({ protocol: /^https?$/ }) }))
    .mutation(({ ctx, input }) => ctx.shell.openExternal(input.url)),
  copyText: procedure
    .input(z.object({ text: z.string().max(100_000) }))
    .mutation(({ ctx, input }) => ctx.shell.copyText(input.text)),
  saveText: procedure
    .input(
      z.object({
        title: z.string().max(200),
        // A name and no path: where it goes is the person's choice.
        fileName: z.string().regex(/^[^/\\\p{Cc}]{1,200}$/u),
        text: z.string().max(10_000_000),
      }),
    )
    .mutation(({ ctx, input }) => ctx.shell.saveText(input)),
  openDemo: procedure.mutation(({ ctx }) => ctx.shell.openDemo()),
  showLogs: procedure.mutation(({ ctx }) => ctx.shell.showLogs()),
  answerQuit: procedure
    .input(z.object({ answer: z.enum(quitAnswers) }))
    .mutation(({ ctx, input }) => ctx.shell.answerQuit(input.answer)),
  requests: procedure.subscription(({ ctx, signal }) => ctx.shell.requests(signal ?? never)),
  selfTest: procedure.subscription(({ ctx, signal }) => ctx.shell.selfTest(signal ?? never)),
  browser: browserApi,
});
