import { Stack, Text } from '@mantine/core';

interface ProblemsProps {
  problems: readonly string[];
  /** What each is about. */
  kind: 'line' | 'machine';
}

/** What could not be read, and is left out. */
export function Problems({ problems, kind }: ProblemsProps) {
  if (problems.length === 0) return null;
  const count = problems.length === 1 ? `A ${kind}` : `${problems.length} ${kind}s`;
  return (
    <Stack gap={2} role="alert">
      <Text size="sm" fw={600} c="var(--mantine-color-error)">
        {count} can’t be taken, and {problems.length === 1 ? 'is' : 'are'} left out:
      </Text>
      <Text
        component="ul"
        size="sm"
        className="problems"
        aria-label="Problems"
        // What scrolls must be reached by keyboard.
        {...(problems.length > SCROLL_FROM ? { tabIndex: 0 } : {})}
      >
        {problems.map(problem => (
          <li key={problem}>{problem}</li>
        ))}
      </Text>
    </Stack>
  );
}

/** Lines that fit without scrolling. */
const SCROLL_FROM = 5;
