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
		writes: 0,
	}));

/** Adds the users that a workspace lists, except those that were deleted since. */
export const addListedUsers = (state: WorkspaceState, users: readonly User[]): void => {
	const deleted = new Set(state.deletedUsers);
	for (const { customerId, email, moeUserId } of users) {
		if (state.users.has(customerId) || deleted.has(customerId)) continue;
		const user = findOrAddUser(state, customerId);
		if (moeUserId !== undefined) user.moengageId = moeUserId;
		if (email !== undefined) user.attributes['email'] = email;
	}
};
