import { Component, type ReactNode } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import { errorOf } from '../state/api';
import { ErrorPanel } from '../ui/ErrorPanel';
import { Page } from '../ui/Page';

/** Keeps a fault in one screen from taking the window with it: the navigation stays, and so do the instances. */
export class ScreenBoundary extends Component<{ children: ReactNode }, { error: ErrorValue | undefined }> {
  override state: { error: ErrorValue | undefined } = { error: undefined };

  static getDerivedStateFromError(thrown: unknown) {
    return { error: errorOf(thrown) };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Page title="This screen can't be shown">
        <ErrorPanel error={error} onRetry={() => this.setState({ error: undefined })} />
      </Page>
    );
  }
}
