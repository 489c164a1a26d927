import { Badge, Tabs } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useParams } from '../state/navigation';
import { useModel, useRecords } from '../state/store';
import { Page } from '../ui/Page';
import { BlueprintForm } from './BlueprintForm';
import { BlueprintList } from './BlueprintList';
import { firstTab, type OpenForm, type Tab } from './openForm';
import { PluginList } from './PluginList';
import { TemplateForm } from './TemplateForm';
import { TemplateList } from './TemplateList';

/** The pools, the templates that are for them, and the blueprints made from those. */
export function Configure() {
  const templates = useRecords('templates');
  const blueprints = useRecords('blueprints');
  const params = useParams('configure');
  const [tab, setTab] = useState<Tab>(() => firstTab({ templates, blueprints }));
  const [form, setForm] = useState<OpenForm>();

  useEffect(() => {
    if (params.dialog === 'template') {
      setForm({ kind: 'template', ...(params.imageId ? { imageId: params.imageId } : {}) });
    }
    if (params.dialog === 'blueprint') setForm({ kind: 'blueprint', templateId: params.templateId });
  }, [params]);

  const close = () => setForm(undefined);
  const saved = () => {
    // What was made is shown where it is listed.
    if (form) setTab(form.kind === 'template' ? 'templates' : 'blueprints');
    close();
  };

  return (
    <Page
      title="Configure"
      lead="A template says what a pool's hosts run, and how; blueprints made from it are what is launched."
    >
      <Tabs value={tab} onChange={value => setTab((value ?? 'plugins') as Tab)} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="plugins">Plugins</Tabs.Tab>
          <Tabs.Tab value="templates" rightSection={<Count of={templates.length} />}>
            Blueprint Templates
          </Tabs.Tab>
          <Tabs.Tab value="blueprints" rightSection={<Count of={blueprints.length} />}>
            Blueprints
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="plugins">
          <PluginList onOpen={setForm} onShowTemplates={() => setTab('templates')} />
        </Tabs.Panel>
        <Tabs.Panel value="templates">
          <TemplateList onOpen={setForm} />
        </Tabs.Panel>
        <Tabs.Panel value="blueprints">
          <BlueprintList onOpen={setForm} onShowTemplates={() => setTab('templates')} />
        </Tabs.Panel>
      </Tabs>
      <FormOf form={form} onClose={close} onSaved={saved} />
    </Page>
  );
}

function Count({ of }: { of: number }) {
  return of > 0 ? (
    <Badge size="sm" color="gray" variant="light" aria-hidden>
      {of}
    </Badge>
  ) : null;
}

interface FormOfProps {
  form: OpenForm | undefined;
  onClose: () => void;
  onSaved: () => void;
}

function FormOf({ form, onClose, onSaved }: FormOfProps) {
  const templates = useModel(state => state.templates);
  const blueprints = useModel(state => state.blueprints);
  if (!form) return null;
  if (form.kind === 'template') {
    const template = form.id ? templates[form.id] : undefined;
    if (form.id && !template) return null;
    return (
      <TemplateForm
        {...(form.plugin ? { plugin: form.plugin } : {})}
        {...(template ? { template } : {})}
        {...(form.imageId ? { imageId: form.imageId } : {})}
        onClose={onClose}
        onSaved={onSaved}
      />
    );
  }
  const blueprint = form.id ? blueprints[form.id] : undefined;
  const active = Object.values(templates).find(template => template.active);
  const template = templates[blueprint?.templateId ?? form.templateId ?? ''] ?? active;
  if (!template || (form.id && !blueprint)) return null;
  return (
    <BlueprintForm
      template={template}
      {...(blueprint ? { blueprint } : {})}
      onClose={onClose}
      onSaved={onSaved}
    />
  );
}
