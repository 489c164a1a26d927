import { useState } from 'react';
import { create } from 'zustand';
import type { CloudCatalog } from '../../driver/model/cloudCatalog';
import type { ConfigKey, Pool, PoolConfig } from '../../driver/model/pool';
import { problemsIn } from '../clouds/choices';
import { type Checked, checkEdits, type Edits, type EditWay, editsTo, overtaken, typedOf } from './edits';
import { savePool } from './saving';

/** What is being edited in one pool's settings. */
export interface PoolEdits {
  edits: Edits;
  checked: Checked;
  changed: ConfigKey[];
  isWrong: boolean;
  /** Settings that somebody else has changed since the typing began. */
  overtaken: ConfigKey[];
  saving: boolean;
  edit(key: ConfigKey, typed: string | boolean): void;
  /** Back to what is saved. */
  undo(key: ConfigKey): void;
  /** Puts values into the inputs, over what was typed there; nothing is saved. */
  fill(values: Partial<PoolConfig>, way: EditWay): void;
  discard(): void;
  /** Does nothing where there is nothing to save, or something wrong. */
  save(): Promise<void>;
}

interface Draft {
  edits: Edits;
  way: EditWay;
}
const nothing: Draft = { edits: {}, way: 'edited' };

/** What is being edited outlives a look at another screen. By pool id. */
export const useDrafts = create<Record<string, Draft>>()(() => ({}));

/** @param catalog what the pool's cloud has, as far as it is known */
export function usePoolEdits(pool: Pool, catalog?: CloudCatalog): PoolEdits {
  const { edits, way } = useDrafts(drafts => drafts[pool.id] ?? nothing);
  const [saving, setSaving] = useState(false);
  const checked = withCloud(checkEdits(pool, edits), edits, catalog);
  const changed = Object.keys(checked.changes) as ConfigKey[];
  const isWrong = Object.keys(checked.errors).length > 0;

  function change(work: (before: Draft) => Draft) {
    useDrafts.setState(drafts => ({ [pool.id]: work(drafts[pool.id] ?? nothing) }));
  }
  const discard = () => change(() => nothing);
  function edit(key: ConfigKey, typed: string | boolean) {
    change(before => {
      const { [key]: old, ...others } = before.edits;
      const base = old ? old.base : pool.config[key];
      const isBack = typed === typedOf(pool.config[key]);
      return { ...before, edits: isBack ? others : { ...others, [key]: { typed, base } } };
    });
  }
  return {
    edits,
    checked,
    changed,
    isWrong,
    overtaken: overtaken(pool.config, edits),
    saving,
    edit,
    undo: key => edit(key, typedOf(pool.config[key])),
    fill(values, from) {
      change(before => ({ edits: { ...before.edits, ...editsTo(values, pool) }, way: from }));
    },
    discard,
    async save() {
      if (isWrong || changed.length === 0 || saving) return;
      setSaving(true);
      if (await savePool(pool, checked.changes, way)) discard();
      setSaving(false);
    },
  };
}

/** What the cloud lacks is wrong where it has just been typed; what it lacked before doesn't hinder saving the rest. */
function withCloud(checked: Checked, edits: Edits, catalog: CloudCatalog | undefined): Checked {
  const errors = { ...checked.errors };
  for (const { key, message, level } of problemsIn(checked.config, catalog)) {
    if (level === 'problem' && edits[key]) errors[key] ??= message;
  }
  return { ...checked, errors };
}
