import { defaultServerConditions } from 'vite';

/** By this the workspace's packages are read from their sources, which are not built here. */
const CONDITION = 'openstack-ts-source';

/** For the configuration of a build or of tests that run in Node. */
export const fromSource = {
  resolve: { conditions: [CONDITION, ...defaultServerConditions] },
  ssr: { resolve: { conditions: [CONDITION, ...defaultServerConditions] } },
};
