import type { Api } from '../support/http.ts';
import { authenticationScenarios } from './authentication.ts';
import { createScenarios } from './create.ts';
import { deleteScenarios } from './delete.ts';
import { fetchScenarios } from './fetch.ts';
import { fieldScenarios } from './fields.ts';
import { firingScenarios } from './firing.ts';
import { headerScenarios } from './headers.ts';
import { listScenarios } from './list.ts';
import { methodScenarios } from './methods.ts';
import { pagingScenarios } from './paging.ts';
import { participantBindingScenarios } from './participant-bindings.ts';
import { participantScenarios } from './participants.ts';
import { receiptScenarios } from './receipts.ts';
import { requestScenarios } from './requests.ts';
import { roleHoldingScenarios } from './role-holders.ts';
import { roleScenarios } from './roles.ts';
import { serviceScenarios } from './services.ts';
import { stateScenarios } from './states.ts';
import { timerScenarios } from './timers.ts';
import { updateScenarios } from './update.ts';
import { userScenarios } from './users.ts';
import { walkingScenarios } from './walking.ts';

/** Registers every scenario against one server. */
export function allScenarios(api: Api): void {
  authenticationScenarios(api);
  createScenarios(api);
  fieldScenarios(api);
  fetchScenarios(api);
  updateScenarios(api);
  deleteScenarios(api);
  stateScenarios(api);
  timerScenarios(api);
  firingScenarios(api);
  listScenarios(api);
  pagingScenarios(api);
  walkingScenarios(api);
  requestScenarios(api);
  serviceScenarios(api);
  headerScenarios(api);
  methodScenarios(api);
  receiptScenarios(api);
  roleScenarios(api);
  roleHoldingScenarios(api);
  userScenarios(api);
  participantScenarios(api);
  participantBindingScenarios(api);
}
