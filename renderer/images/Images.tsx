import { Page } from '../ui/Page';

export function Images() {
  return <Page title="Images">{null}</Page>;
}
