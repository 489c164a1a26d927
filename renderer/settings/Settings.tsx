import { settingsSchema } from '../../driver/model/settings';
import { useModel } from '../state/store';
import { Page } from '../ui/Page';
import { About } from './About';
import { DirectoryField } from './DirectoryField';
import { numberOf, SavedField } from './SavedField';
import { Section } from './Section';
import { saveSettings } from './saving';
import { useAbout } from './useAbout';

const minutes = settingsSchema.shape.warnBeforeEndMinutes.unwrap();
const pushLimit = settingsSchema.shape.pushLimitMBs.unwrap();

/** Settings of the app; each is saved as it is changed. Those of the pools are in Driver Configs. */
export function Settings() {
  const settings = useModel(state => state.settings.settings);
  const about = useAbout();
  if (!settings) return null;
  return (
    <Page narrow title="Settings" lead="Each change is saved at once and can be taken back.">
      <Section title="Instances">
        <SavedField
          numeric
          label="Warn before the end (minutes)"
          description="A warning is shown this long before an instance's lifetime is over."
          value={String(settings.warnBeforeEndMinutes)}
          parse={numberOf}
          schema={minutes}
          onSave={value => saveSettings({ warnBeforeEndMinutes: value }, 'The warning time')}
        />
      </Section>
      <Section title="Network">
        <SavedField
          numeric
          label="Limit for pushes (MB per second)"
          description="What all pushes of images to hosts may send together, so that the network is left some room for others. Empty: as fast as it goes. Heeded at once, also by pushes that are under way."
          value={settings.pushLimitMBs === null ? '' : String(settings.pushLimitMBs)}
          placeholder="no limit"
          parse={text => (text.trim() === '' ? null : numberOf(text))}
          schema={pushLimit}
          onSave={value => saveSettings({ pushLimitMBs: value }, 'The limit for pushes')}
        />
      </Section>
      <Section title="Folders">
        <DirectoryField
          label="Image directory"
          description="Where verified image tarballs are kept. A tarball put there by hand appears by itself. Another folder is used from the next start on; move the files there yourself."
          value={settings.imageDirectory}
          fallback={about ? `${about.dataDir}/images` : 'images in the data folder'}
          onSave={imageDirectory => saveSettings({ imageDirectory }, 'The image directory')}
        />
        <DirectoryField
          label="Download directory"
          description="Where the embedded browser saves downloads."
          value={settings.downloadDirectory}
          fallback="your Downloads folder"
          onSave={downloadDirectory => saveSettings({ downloadDirectory }, 'The download directory')}
        />
      </Section>
      {about && <About about={about} />}
    </Page>
  );
}
