import type { Resource } from '@colloquy/contract';
import type { Chore } from './chore.ts';
import type { Content } from './content.ts';
import type { HandlersOf } from './handler.ts';
import type { TaskStep } from './task/run.ts';

/** What a resource brings to the server; each folder exports one. */
export interface Module<R extends Resource> {
  readonly handlers: HandlersOf<R>;
  /** What it does without being asked. */
  readonly chores?: readonly Chore[];
  /** What of it is left when a service or a conversation has been deleted. */
  readonly contents?: readonly Content[];
  /** Steps of the work that its requests leave for later, by the kind of task. */
  readonly tasks?: Readonly<Record<string, TaskStep>>;
}
