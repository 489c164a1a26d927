// @vitest-environment happy-dom
import { cleanup } from '@testing-library/react';
import { useRef } from 'react';
import { afterEach, describe, expect, test } from 'vitest';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge();
const { usePlace } = await import('./usePlace');

afterEach(cleanup);

const placed = () => bridge.inputs('shell.browser.place');

function Area({ shown }: { shown: string | undefined }) {
  const area = useRef<HTMLDivElement>(null);
  usePlace(area, shown);
  return (
    <div
      ref={element => {
        area.current = element;
        if (element) {
          element.getBoundingClientRect = () =>
            ({ left: 195.6, top: 100.4, right: 1000.2, bottom: 800 }) as DOMRect;
        }
      }}
    />
  );
}

describe('usePlace', () => {
  test('tells where the page goes, in whole pixels, and that it goes nowhere once the area is gone', () => {
    const { unmount } = renderUi(<Area shown="one" />);
    const rectangle = { x: 196, y: 100, width: 804, height: 700 };
    expect(placed()).toEqual([{ instanceId: 'one', rectangle }]);
    unmount();
    expect(placed()).toEqual([{ instanceId: 'one', rectangle }, null]);
  });

  test('takes the page away while something lies over it, and puts it back', () => {
    const { rerender } = renderUi(<Area shown="one" />);
    rerender(<Area shown={undefined} />);
    expect(placed().at(-1)).toBeNull();
    rerender(<Area shown="one" />);
    expect(placed().at(-1)).toMatchObject({ instanceId: 'one' });
  });
});
