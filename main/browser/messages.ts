import type { ErrorValue } from '../../driver/model/errors';

/** `reason` is Chromium's name for it, such as ERR_CONNECTION_REFUSED. */
export function loadFailed(reason: string): ErrorValue {
  if (reason === 'ERR_TOO_MANY_REDIRECTS') {
    return {
      kind: 'permanent',
      code: 'PAGE_REDIRECT_LOOP',
      what: 'The page could not be loaded.',
      why: 'Its server sends the browser round in circles, since it does not know under which path it is reached.',
      next: 'In Configure, put {proxy_path} into the launch command or switch on the rewriting of paths (for Jupyter and RStudio the form offers the right settings), then launch again.',
    };
  }
  return {
    kind: 'transient',
    code: 'PAGE_LOAD_FAILED',
    what: 'The page could not be loaded.',
    why: `The browser says ${reason || 'nothing more'}.`,
    next: 'Reload it; if that fails again, look into the running log of the instance.',
  };
}

export function pageCrashed(reason: string): ErrorValue {
  return {
    kind: 'transient',
    code: 'PAGE_CRASHED',
    what: 'The page has crashed.',
    why: reason === 'oom' ? 'It ran out of memory.' : `The browser says "${reason}".`,
    next: 'Reload it. The instance itself is not touched by this.',
  };
}

export function notInInstance(): ErrorValue {
  return {
    kind: 'input',
    code: 'ADDRESS_OUTSIDE',
    what: 'This address does not belong to the instance.',
    next: "Write a path of the instance, such as /tree; other addresses open in the system's browser.",
  };
}

export function noSuchTab(): ErrorValue {
  return { kind: 'input', code: 'TAB_GONE', what: 'This tab is no longer open.' };
}

export function notRunning(): ErrorValue {
  return {
    kind: 'input',
    code: 'INSTANCE_NOT_RUNNING',
    what: 'Only a running instance can be opened.',
    next: 'Wait until it is running.',
  };
}
