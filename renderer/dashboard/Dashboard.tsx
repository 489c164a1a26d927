import { Page } from '../ui/Page';

export function Dashboard() {
  return <Page title="Dashboard">{null}</Page>;
}
