import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { create } from 'zustand';
import { Dialog } from './Dialog';

interface Question {
  title: string;
  /** What will happen, and whether it can be undone. */
  body: ReactNode;
  /** The word on the button that does it: `Destroy`, `Remove`. */
  action: string;
  /** The word on the button that doesn't; `Cancel` where nothing better is given. */
  refusal?: string;
  /** True for what can't be undone. */
  destructive?: boolean;
}

const useQuestion = create<{ question: Question | undefined; answer: (yes: boolean) => void }>()(() => ({
  question: undefined,
  answer: () => undefined,
}));

/** Asks before something is done; false when the person thinks better of it. */
export function confirm(question: Question): Promise<boolean> {
  useQuestion.getState().answer(false);
  return new Promise(resolve => {
    useQuestion.setState({
      question,
      answer: yes => {
        useQuestion.setState({ question: undefined, answer: () => undefined });
        resolve(yes);
      },
    });
  });
}

/** Dialogs are at 200; a question may come from one of them. */
const ABOVE_DIALOGS = 250;

/** Shows what `confirm` asks; there is one in the window. */
export function ConfirmDialog() {
  const { question, answer } = useQuestion();
  return (
    <Dialog
      zIndex={ABOVE_DIALOGS}
      opened={question !== undefined}
      onClose={() => answer(false)}
      title={question?.title}
      size="md"
    >
      {question && (
        <Stack>
          <Text component="div" size="sm">
            {question.body}
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => answer(false)}>
              {question.refusal ?? 'Cancel'}
            </Button>
            <Button
              data-autofocus
              {...(question.destructive ? { color: 'red' } : {})}
              onClick={() => answer(true)}
            >
              {question.action}
            </Button>
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}
