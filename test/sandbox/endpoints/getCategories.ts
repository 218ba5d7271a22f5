import { randomUUID } from 'node:crypto';

import { z } from 'zod';

import { describeInvalid, sayingOfOthers } from '../refusals';
import { channelNames, type Channel } from '../workspaces';
import { listCategories } from './categories';
import type { Endpoint } from './endpoint';

/** Where the request names none, MoEngage answers with the first 12 characters of a new UUID. */
export const createResponseId = (requestId?: string): string =>
	requestId ?? randomUUID().slice(0, 12);

export const channelSchema = z.enum(
	channelNames,
	sayingOfOthers("channel must be 'email' or 'sms'"),
);

/** A request that names no channel means all there are. */
export const listChannels = (channel: Channel | undefined): readonly Channel[] =>
	channel ? [channel] : channelNames;

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
		const data = listChannels(read.data.channel)
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
