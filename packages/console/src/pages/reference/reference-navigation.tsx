import type { ReferenceGroup } from '@colloquy/contract';
import { Link, useNavigate } from '@tanstack/react-router';
import { groups, groupTitle, type Topic } from '../../reference/groups.ts';
import { SelectField } from '../../ui/field.tsx';
import { Method } from './method.tsx';
import styles from './reference.module.css';
import { RichText } from './rich-text.tsx';

const kinds = [
  ['resource', 'Conversations API'],
  ['endpoints', 'Other endpoints'],
] as const;

/** All groups, and the operations of the one that is open; a select where there is no room beside the content. */
export const ReferenceNavigation = ({ topic }: { readonly topic: Topic }) => (
  <>
    <GroupSelect topic={topic} />
    <nav aria-label="Reference" className={styles['navigation']}>
      <ul>
        <li>
          <Link to="/reference" search={{}} activeOptions={{ exact: true }} className={styles['entry']}>
            Overview
          </Link>
        </li>
        <li>
          <Link to="/reference/$topic" params={{ topic: 'errors' }} search={{}} className={styles['entry']}>
            Errors
          </Link>
        </li>
      </ul>
      {kinds.map(([kind, title]) => (
        <section key={kind} aria-label={title}>
          <p className={styles['group-title']}>{title}</p>
          <ul>
            {groups
              .filter((group) => group.kind === kind)
              .map((group) => (
                <GroupEntry
                  key={group.name}
                  group={group}
                  isOpen={topic.kind === 'group' && topic.group === group}
                  openOperation={topic.kind === 'group' ? topic.operation?.name : undefined}
                />
              ))}
          </ul>
        </section>
      ))}
    </nav>
  </>
);

const GroupEntry = ({
  group,
  isOpen,
  openOperation,
}: {
  readonly group: ReferenceGroup;
  readonly isOpen: boolean;
  readonly openOperation: string | undefined;
}) => (
  <li>
    <Link
      to="/reference/$topic"
      params={{ topic: group.name }}
      search={{}}
      className={styles['entry']}
      data-open={isOpen || undefined}
    >
      {groupTitle(group)}
    </Link>
    {isOpen && (
      <ul className={styles['operations']}>
        {group.operations.map(({ name, method, summary }) => (
          <li key={name}>
            <Link
              to="/reference/$topic"
              params={{ topic: name }}
              search={{}}
              className={styles['operation-entry']}
              data-open={name === openOperation || undefined}
            >
              <Method method={method} />
              <span>
                <RichText text={summary} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    )}
  </li>
);

function GroupSelect({ topic }: { readonly topic: Topic }) {
  const navigate = useNavigate();
  return (
    <SelectField
      label="Section"
      className={styles['select']}
      value={topicName(topic)}
      onChange={({ target: { value } }) =>
        void (value === ''
          ? navigate({ to: '/reference', search: {} })
          : navigate({ to: '/reference/$topic', params: { topic: value }, search: {} }))
      }
    >
      <option value="">Overview</option>
      <option value="errors">Errors</option>
      {kinds.map(([kind, title]) => (
        <optgroup key={kind} label={title}>
          {groups
            .filter((group) => group.kind === kind)
            .map((group) => (
              <option key={group.name} value={group.name}>
                {groupTitle(group)}
              </option>
            ))}
        </optgroup>
      ))}
    </SelectField>
  );
}

function topicName(topic: Topic): string {
  if (topic.kind === 'group') return topic.group.name;
  return topic.kind === 'errors' ? 'errors' : '';
}
