import type { ReferenceGroup } from '@colloquy/contract';
import { groupTitle } from '../../reference/groups.ts';
import { Page } from '../../ui/page.tsx';
import { OperationSection } from './operation-section.tsx';
import styles from './reference.module.css';
import { RichText } from './rich-text.tsx';

/** The operations of a resource, or the endpoints with the same tag. */
export const GroupView = ({ group }: { readonly group: ReferenceGroup }) => (
  <Page title={groupTitle(group)} description={<RichText text={group.description} />}>
    <div className={styles['sections']}>
      {group.operations.map((operation) => (
        <OperationSection key={operation.name} operation={operation} />
      ))}
    </div>
  </Page>
);
