import { createHash } from 'node:crypto';
import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type ResourceMapperField,
} from 'n8n-workflow';
import { z } from 'zod';

import { readCategories, type Category } from '../api/categories';
import { createConnection, type Connection } from '../api/connection';
import { createTimeLimit } from '../api/deadline';
import { endpoints } from '../api/endpoints';
import { requestOnce } from '../delivery';

/** How long a list is kept: the editor asks again with every click, and categories seldom change. Milliseconds. */
const FRESH_FOR = 60_000;

/** How many lists are kept, however many workspaces the editors of this n8n look at. */
const MAX_LISTS = 100;

/** How long the editor waits for a list: at a spinner, a quick word is worth more than another try. Milliseconds. */
const EDITOR_PATIENCE = 10_000;

/** Comes first in every message, since the editor cuts what is long. */
const TYPE_INSTEAD =
	"Choose 'By Name' (with 'Categories Input' set to 'Using a List') and type the name, or use JSON.";

/** By workspace and channel; a list that has been requested is shared by all who need it. */
const lists = new Map<string, { categories: Promise<Category[]>; askedAt: number }>();

const explainMissingList = (
	result: Exclude<Awaited<ReturnType<typeof requestOnce>>, { kind: 'accepted' }>,
): string => {
	if (result === undefined || !('failure' in result)) {
		return result?.kind === 'limitUsedUp'
			? "MoEngage's limit for listing categories is used up at the moment. Try again in a minute."
			: 'MoEngage did not list the categories in time. Try again in a minute.';
	}
	const { httpCode, description } = result.failure;
	const message = result.failure.message.replace(/\.$/, '');
	switch (httpCode) {
		case '401':
			return 'MoEngage did not accept the credential, so the categories cannot be listed. Open the credential and test it.';
		case '403':
			return "The credential's key does not cover MoEngage's newer subscription categories API (v5), so the categories cannot be listed.";
		case '404':
			return "This workspace does not have MoEngage's newer subscription categories API (v5), so the categories cannot be listed.";
		case undefined:
			return `MoEngage cannot be reached, so the categories cannot be listed: ${message}. ${description}`;
		default:
			return `MoEngage did not list the categories: ${message}. ${description}`;
	}
};

const requestCategories = async (
	context: ILoadOptionsFunctions,
	connection: Connection,
	channel: string,
): Promise<Category[]> => {
	const request = { endpoint: endpoints.getCategories, query: { channel } };
	const result = await requestOnce(connection, request, { timeout: EDITOR_PATIENCE });
	if (result?.kind === 'accepted') return readCategories(result.answer);
	const text = `${TYPE_INSTEAD} ${explainMissingList(result)}`;
	const error = new NodeOperationError(context.getNode(), text, { description: TYPE_INSTEAD });
	// n8n replaces messages that contain the name of a system code; ours stays as it is.
	error.message = text;
	throw error;
};

/**
 * Looks up the workspace's subscription categories with the user's credential.
 *
 * @param channel Only those of one channel
 * @throws NodeOperationError that says what to do, and how to go on without the list
 */
const lookUpCategories = async (
	context: ILoadOptionsFunctions,
	channel: string,
): Promise<Category[]> => {
	const credential = await context.getCredentials('moEngageApi');
	const connection = createConnection(context, credential, createTimeLimit(EDITOR_PATIENCE));
	const { baseUrl, id, projectCode } = connection.workspace;
	// Whoever has another key has yet to show that it opens the workspace.
	const proof = createHash('sha256').update(String(credential.apiKey)).digest('hex');
	const key = JSON.stringify([baseUrl, id, projectCode, proof, channel]);
	const known = lists.get(key);
	if (known !== undefined && performance.now() - known.askedAt < FRESH_FOR) {
		return await known.categories;
	}
	const categories = requestCategories(context, connection, channel);
	lists.delete(key);
	if (lists.size >= MAX_LISTS) lists.delete(lists.keys().next().value ?? '');
	lists.set(key, { categories, askedAt: performance.now() });
	// Only a list is worth keeping: the next click asks again.
	categories.catch(() => lists.delete(key));
	return await categories;
};

/** A category as the dashboard shows it, group first, and its name where that is another. */
const labelCategory = ({ name, display_name, group, status }: Category): string => {
	const label = display_name && display_name !== name ? `${display_name} (${name})` : name;
	const grouped = group ? `${group} › ${label}` : label;
	return status === undefined || /^active$/i.test(status) ? grouped : `${grouped} (${status})`;
};

interface ListedCategory {
	name: string;
	label: string;
}

/** Lists the categories of the channel that the open operation works on; without a choice, it is email. */
export const listCategories = async (context: ILoadOptionsFunctions): Promise<ListedCategory[]> => {
	const channel = context.getCurrentNodeParameter('channel') === 'sms' ? 'sms' : 'email';
	return (await lookUpCategories(context, channel))
		.map((category) => ({ name: category.name, label: labelCategory(category) }))
		.sort((one, other) => one.label.localeCompare(other.label));
};

/** A switch would start as off, so that adding a category would already unsubscribe the user. */
const SUBSCRIPTIONS = [
	{ name: 'Subscribed', value: 'subscribed' },
	{ name: 'Unsubscribed', value: 'unsubscribed' },
];

/** The fields of the category mapper: one for each category, without a choice made beforehand. */
export const createCategoryFields = (
	categories: readonly ListedCategory[],
): ResourceMapperField[] =>
	categories.map(({ name, label }) => ({
		id: name,
		displayName: label,
		type: 'options',
		options: SUBSCRIPTIONS,
		required: false,
		defaultMatch: false,
		display: true,
	}));

const mappingSchema = z
	.object({ schema: z.array(z.object({ id: z.string(), displayName: z.string() })) })
	.catch({ schema: [] });

/** The fields that the open mapper got earlier, none where it is new. */
export const findSavedFields = (context: ILoadOptionsFunctions): ResourceMapperField[] => {
	const { schema } = mappingSchema.parse(context.getCurrentNodeParameter('categoriesMapping'));
	return createCategoryFields(
		schema.map(({ id, displayName }) => ({ name: id, label: displayName })),
	);
};
