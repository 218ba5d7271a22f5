import { z } from 'zod';

import { describeInvalid } from '../refusals';
import type { Merge, WorkspaceState } from '../state';
import { refuse, type Endpoint } from './endpoint';
import { countEntries } from './userIdentifiers';

const pairsPerRequest = 50;

const mergeSchema = z
	.object({
		merge_data: z
			.array(
				z
					.object({
						merged_user: z.string().min(1, "'merged_user' cannot be empty"),
						retained_user: z.string().min(1, "'retained_user' cannot be empty"),
					})
					.strict(),
			)
			.min(1, "'merge_data' cannot be an empty array"),
	})
	.strict();

const countedMergeSchema = z.object({ merge_data: z.unknown() });

/** Gives the attributes to the retained user, whose own stay as they are, and drops the devices. */
const merge = (state: WorkspaceState, merged: string, retained: string): void => {
	const from = state.users.get(merged);
	const to = state.users.get(retained);
	if (!from || !to) return;
	to.attributes = { ...from.attributes, ...to.attributes };
	state.devices.delete(merged);
	state.users.delete(merged);
};

/** The users of the pairs that came before in the same request. */
interface Earlier {
	merged: ReadonlySet<string>;
	retained: ReadonlySet<string>;
}

/** Why a pair is skipped, undefined where it can be merged. */
const findObstacle = (
	{ users }: WorkspaceState,
	{ mergedUser, retainedUser }: Merge,
	earlier: Earlier,
): string | undefined => {
	if (mergedUser === retainedUser) return 'a user cannot be merged into itself';
	if (earlier.merged.has(mergedUser)) return 'the user is merged twice in the request';
	if (earlier.retained.has(mergedUser) || earlier.merged.has(retainedUser)) {
		return 'the user is both merged and retained in the request';
	}
	if (!users.has(mergedUser)) return 'the merged user does not exist';
	return users.has(retainedUser) ? undefined : 'the retained user does not exist';
};

/** Pairs that cannot be merged are skipped without a word, and noted. */
export const mergeUsers: Endpoint = {
	name: 'mergeUsers',
	method: 'POST',
	path: '/v1/customer/merge',
	errors: 'data',
	query: { required: ['app_id'] },
	countUnits: (body) => {
		const read = countedMergeSchema.safeParse(body);
		return { users: countEntries(read.success ? read.data.merge_data : undefined) };
	},
	answer: ({ state, body }) => {
		const read = mergeSchema.safeParse(body);
		if (!read.success) return { refusal: describeInvalid(read.error) };
		const pairs = read.data.merge_data;
		if (pairs.length > pairsPerRequest) {
			return refuse(
				400,
				'limitBreached',
				`At most ${pairsPerRequest} pairs can be merged in a request`,
				'merge_data',
			);
		}
		let records = 0;
		const earlier = { merged: new Set<string>(), retained: new Set<string>() };
		for (const { merged_user: mergedUser, retained_user: retainedUser } of pairs) {
			const reason = findObstacle(state, { mergedUser, retainedUser }, earlier);
			earlier.merged.add(mergedUser);
			earlier.retained.add(retainedUser);
			if (reason === undefined) {
				merge(state, mergedUser, retainedUser);
				state.merges.push({ mergedUser, retainedUser });
				records += 1;
			} else {
				state.skippedMerges.push({ mergedUser, retainedUser, reason });
			}
		}
		return { status: 200, body: { status: 'success', operation: 'created' }, records };
	},
};
