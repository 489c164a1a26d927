import { patchOf } from '../model/patch';
import { settingsSchema } from '../model/settings';
import { procedure, router } from './trpc';

export const settingsApi = router({
  change: procedure
    .input(patchOf(settingsSchema))
    .mutation(({ ctx, input }) => ctx.services.settings.change(input)),
});
