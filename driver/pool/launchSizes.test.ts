import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { templateConfigSchema } from '../model/template';
import { openStore } from '../store/store';
import { largestLaunchOf } from './launchSizes';

it('the largest launch of a pool follows each change of its templates and blueprints', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sizes-'));
  const store = openStore(folder, 0);
  const times = { active: true, createdAt: 1, updatedAt: 1 };
  const template = (slots: number, plugin = 'Lab') => {
    const given = { name: 't', docker_image: 'lab/httpd', internal_port: 80, consumed_slots: slots };
    const config = templateConfigSchema.parse(given);
    store.templates.put('t', { id: 't', plugin, config, allowedAttributes: [], ...times });
  };
  const blueprint = (active: boolean) =>
    store.blueprints.put('b', { id: 'b', templateId: 't', config: { name: 'b' }, ...times, active });

  const largest = largestLaunchOf({ name: 'Lab' }, store);
  const seen = [largest()];
  template(3);
  seen.push(largest());
  blueprint(true);
  seen.push(largest(), largest());
  template(5);
  seen.push(largest());
  template(5, 'Other');
  seen.push(largest());
  template(4);
  seen.push(largest());
  blueprint(false);
  seen.push(largest());
  expect(seen).toEqual([1, 1, 3, 3, 5, 1, 4, 1]);

  store[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});
