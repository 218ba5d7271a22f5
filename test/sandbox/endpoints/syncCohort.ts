import { z } from 'zod';

import { describeInvalid, sayingOfOthers } from '../refusals';
import { findOrAdd } from '../state';
import type { Endpoint } from './endpoint';

const cohortSchema = z
	.object({
		action: z.enum(
			['add_members', 'remove_members'],
			sayingOfOthers("action can only be in ['add_members', 'remove_members']"),
		),
		partner: z.string().min(1, "'partner' cannot be empty"),
		parameters: z
			.object({
				cohort_name: z.string().min(1, "'cohort_name' cannot be empty"),
				cohort_id: z.string().min(1, "'cohort_id' cannot be empty"),
				cohort_description: z.string().optional(),
				members: z
					.array(z.object({ uid: z.string().min(1, "'uid' cannot be empty") }).strict())
					.min(1, "'members' cannot be an empty array"),
			})
			.strict(),
	})
	.strict();

/** Users whom MoEngage does not know are skipped without a word, and noted. */
export const syncCohort: Endpoint = {
	name: 'syncCohort',
	method: 'POST',
	path: '/v1/integrations/cohortsync',
	errors: 'data',
	answer: ({ state, body }) => {
		const read = cohortSchema.safeParse(body);
		if (!read.success) return { refusal: describeInvalid(read.error) };
		const { action, partner, parameters } = read.data;
		const { cohort_id: id, cohort_name: name, cohort_description: description } = parameters;
		const cohort = findOrAdd(state.cohorts, id, () => ({
			name,
			description,
			partner,
			members: new Set<string>(),
			unknownUsers: [],
		}));
		Object.assign(cohort, { name, partner }, description === undefined ? {} : { description });
		const uids = parameters.members.map(({ uid }) => uid);
		const known = uids.filter((uid) => state.users.has(uid));
		cohort.unknownUsers.push(...uids.filter((uid) => !state.users.has(uid)));
		for (const uid of known) {
			if (action === 'add_members') cohort.members.add(uid);
			else cohort.members.delete(uid);
		}
		const message = 'The cohort members were received';
		return { status: 200, body: { status: 'success', message }, records: known.length };
	},
};
