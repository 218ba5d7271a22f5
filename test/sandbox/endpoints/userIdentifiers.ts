import { z } from 'zod';

import type { WorkspaceState } from '../state';

export const identifierTypeSchema = z.enum(['customer_id', 'moengage_id']);
type IdentifierType = z.output<typeof identifierTypeSchema>;

/** The customer id of the user, undefined where there is no such user. */
export const findCustomerId = (
	{ users }: WorkspaceState,
	type: IdentifierType,
	value: string,
): string | undefined => {
	if (type === 'customer_id') return users.has(value) ? value : undefined;
	for (const [customerId, { moengageId }] of users) {
		if (moengageId === value) return customerId;
	}
	return undefined;
};

/** The customer ids of all users who have the address. */
export const findUsersByEmail = ({ users }: WorkspaceState, email: string): string[] =>
	[...users].flatMap(([customerId, { attributes }]) =>
		(attributes['email'] ?? attributes['u_em']) === email ? [customerId] : [],
	);

const listSchema = z.array(z.unknown()).min(1);

/** How many entries the list has, at least one, so that a wrong body counts too. */
export const countEntries = (list: unknown): number => {
	const read = listSchema.safeParse(list);
	return read.success ? read.data.length : 1;
};
