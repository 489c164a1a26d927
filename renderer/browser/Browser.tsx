import { Page } from '../ui/Page';

export function Browser() {
  return <Page title="Browser">{null}</Page>;
}
