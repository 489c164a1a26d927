import { Page } from '../ui/Page';

export function Configure() {
  return <Page title="Configure">{null}</Page>;
}
