import { createHash } from 'node:crypto';

import { findOrAdd, type StoredUser, type WorkspaceState } from './state';
import type { User } from './workspaces';

/** The id that MoEngage gives a user, always the same for the same customer id. */
const createMoengageId = (customerId: string): string =>
	`usr_${createHash('sha256').update(customerId).digest('hex').slice(0, 24)}`;

export const findOrAddUser = (state: WorkspaceState, customerId: string): StoredUser =>
	findOrAdd(state.users, customerId, () => ({
		moengageId: createMoengageId(customerId),
		attributes: {},
	}));

/** Adds the users that a workspace lists, except those who were deleted or erased since. */
export const addListedUsers = (state: WorkspaceState, users: readonly User[]): void => {
	const gone = new Set([...state.deletedUsers, ...state.erasedUsers]);
	for (const { customerId, email, moeUserId } of users) {
		if (state.users.has(customerId) || gone.has(customerId)) continue;
		const user = findOrAddUser(state, customerId);
		if (moeUserId !== undefined) user.moengageId = moeUserId;
		if (email !== undefined) user.attributes['email'] = email;
	}
};

/** Forgets those whose day is over. Their events stay, and data for them creates them again. */
export const completeDeletions = (state: WorkspaceState, now: number): void => {
	for (const [customerId, due] of state.deletions) {
		if (due > now) continue;
		state.deletions.delete(customerId);
		forgetUser(state, customerId, { withTraces: false });
	}
};

/**
 * Forgets the user and the devices.
 * @param withTraces - whether everything else that is known of the user goes too, the events included
 */
export const forgetUser = (
	state: WorkspaceState,
	customerId: string,
	{ withTraces }: { withTraces: boolean },
): void => {
	state.users.delete(customerId);
	state.devices.delete(customerId);
	for (const { members } of state.cohorts.values()) members.delete(customerId);
	if (!withTraces) return;
	state.events = state.events.filter((event) => event.customerId !== customerId);
	state.optOuts.delete(`customer_id:${customerId}`);
	state.preferences.users.delete(customerId);
	state.optIns.delete(customerId);
};
