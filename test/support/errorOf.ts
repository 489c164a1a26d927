import { type ErrorValue, isRockpoolError } from '../../driver/model/errors';

/** What a call throws, as the screens are told; what is no error of ours, and that there is none, as words. */
export async function errorOf(call: Promise<unknown>): Promise<ErrorValue | string> {
  try {
    await call;
    return 'no error';
  } catch (error) {
    return isRockpoolError(error) ? error.value : String(error);
  }
}
