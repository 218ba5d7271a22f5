import { randomUUID } from 'node:crypto';

import { z } from 'zod';

import { describeInvalid, sayingOfOthers } from '../refusals';
import { channelNames, type Channel, type Workspace } from '../workspaces';
import { listCategories } from './categories';
import { refuse, type Endpoint, type Outcome } from './endpoint';

/** Where the request names none, MoEngage answers with the first 12 characters of a new UUID. */
export const createResponseId = (requestId?: string): string =>
	requestId ?? randomUUID().slice(0, 12);

export const channelSchema = z.enum(
	channelNames,
	sayingOfOthers("channel must be 'email' or 'sms'"),
);

/** Some workspaces have no channel but email; a request that names none means all there are. */
export const listChannels = ({ features }: Workspace): readonly Channel[] =>
	features.smsPreferences ? channelNames : ['email'];

export const refuseChannel = (
	workspace: Workspace,
	channel: Channel | undefined,
): Outcome | undefined =>
	channel === undefined || listChannels(workspace).includes(channel)
		? undefined
		: refuse(400, 'invalid', 'channel must be email', 'channel');

const categoriesQuerySchema = z.object({ channel: channelSchema.optional() });

/** Lists active categories only. */
export const getCategories: Endpoint = {
	name: 'getCategories',
	method: 'GET',
	path: '/v5/subscription-categories',
	errors: 'v5',
	query: { optional: ['channel'] },
	needsAppKey: true,
	needsProjectCode: true,
	answer: ({ workspace, query }) => {
		const read = categoriesQuerySchema.safeParse(query);
		if (!read.success) return { refusal: describeInvalid(read.error) };
		const { channel } = read.data;
		const refused = refuseChannel(workspace, channel);
		if (refused) return refused;
		const channels = channel ? [channel] : listChannels(workspace);
		const data = channels
			.flatMap((each) => listCategories(workspace, each))
			.map((category) => ({
				name: category.name,
				display_name: category.displayName ?? category.name,
				description: category.description ?? '',
				channel: category.channel,
				group: category.group ?? null,
				status: 'active',
			}));
		return {
			status: 200,
			body: { response_id: createResponseId(), type: 'subscription_category', data },
			records: 0,
		};
	},
};
