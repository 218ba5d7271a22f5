import { createHash } from 'node:crypto';
import { NodeOperationError, type ILoadOptionsFunctions } from 'n8n-workflow';

import { readCategories, type Category } from '../api/categories';
import { connect } from '../api/connection';
import { endpoints } from '../api/endpoints';
import { DeliveryReport, sendWithRetries } from '../delivery/attempts';
import { systemClock } from '../delivery/clock';
import { findRateLimit } from '../delivery/sharedLimits';

/** The editor asks anew with every click; categories seldom change. Milliseconds. */
const FRESH_FOR = 60_000;

/** So many lists are kept, however many workspaces the editors of this n8n look at. */
const MOST_LISTS = 100;

/** Somebody is looking at a spinner: a quick word is worth more than another try. Milliseconds. */
const EDITOR_PATIENCE = 10_000;

const TYPE_INSTEAD =
	"You can still type the names: choose 'By Name' in the list, or 'Using JSON' as the input.";

const lists = new Map<string, { categories: Category[]; loadedAt: number }>();

const describeStatus = (httpCode: string | undefined, said: string): string => {
	switch (httpCode) {
		case '401':
			return 'MoEngage did not accept the credential, so its categories cannot be listed. Test the credential.';
		case '403':
			return "The credential's key does not cover the subscription categories API (v5), so they cannot be listed.";
		case '404':
			return 'This workspace does not have the subscription categories API (v5), so they cannot be listed.';
		case undefined:
			return `MoEngage cannot be reached, so its categories cannot be listed. Check the credential's Data Center or Base URL. (${said})`;
		default:
			return `MoEngage did not list the categories: ${said}`;
	}
};

/**
 * Looks up the workspace's subscription categories (endpoint 10) with the user's credential.
 *
 * @param channel Only those of one channel
 * @throws NodeOperationError that says what to do, and how to go on without the list
 */
export const lookUpCategories = async (
	context: ILoadOptionsFunctions,
	channel: string,
): Promise<Category[]> => {
	const { workspace, send } = await connect(context, { timeout: EDITOR_PATIENCE });
	const { apiKey } = await context.getCredentials('moEngageApi');
	// Whoever has another key has yet to show that it opens the workspace.
	const proof = createHash('sha256').update(String(apiKey)).digest('hex');
	const key = JSON.stringify([workspace.baseUrl, workspace.id, proof, channel]);
	const known = lists.get(key);
	if (known !== undefined && systemClock.now() - known.loadedAt < FRESH_FOR) {
		return known.categories;
	}
	const answer = await sendWithRetries(
		{ endpoint: endpoints.getCategories, query: { channel } },
		1,
		{
			send,
			limit: findRateLimit(workspace, endpoints.getCategories),
			settings: {
				concurrency: 1,
				maxRetries: 0,
				timeout: EDITOR_PATIENCE,
				maxWait: EDITOR_PATIENCE,
				batchSize: 1,
			},
			report: new DeliveryReport(systemClock),
			clock: systemClock,
		},
	);
	if (answer?.kind !== 'accepted') {
		const { httpCode, message = '' } = answer?.refusal ?? {};
		const text = `${describeStatus(httpCode, message)} ${TYPE_INSTEAD}`;
		const error = new NodeOperationError(context.getNode(), text, { description: TYPE_INSTEAD });
		// n8n replaces messages that contain the name of a system code; ours stands as it is.
		error.message = text;
		throw error;
	}
	const categories = readCategories(answer.json);
	lists.delete(key);
	if (lists.size >= MOST_LISTS) lists.delete(lists.keys().next().value ?? '');
	lists.set(key, { categories, loadedAt: systemClock.now() });
	return categories;
};

/** The channel that the open operation works on; those without a choice work on email. */
export const findChannel = (context: ILoadOptionsFunctions): string =>
	context.getCurrentNodeParameter('channel') === 'sms' ? 'sms' : 'email';

/** A category as the dashboard shows it: its group first, then its display name. */
export const labelCategory = ({ name, display_name, group, status }: Category): string => {
	const label = display_name || name;
	const grouped = group ? `${group} › ${label}` : label;
	return status === undefined || /^active$/i.test(status) ? grouped : `${grouped} (${status})`;
};
