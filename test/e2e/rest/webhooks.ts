import type { Server } from '../n8n/server';
import { waitFor } from './waiting';

/** n8n registers the webhooks of a published workflow in its own time; until then nothing runs. */
export const requestFrom = async (
	{ url }: Server,
	path: string,
	init?: RequestInit,
): Promise<Response> =>
	await waitFor(`n8n to know ${path}`, async () => {
		const response = await fetch(`${url}/${path}`, init);
		// To a browser of another origin, n8n says the same with a 500.
		const isUnknown =
			response.status === 404 ||
			(response.status === 500 && (await response.clone().text()).includes('is not registered'));
		return isUnknown ? undefined : response;
	});

/** Calls a webhook as a CRM does, and returns what it is told. */
export const callWebhook = async (
	server: Server,
	path: string,
	body: unknown,
	headers: Record<string, string> = {},
) => {
	const response = await requestFrom(server, `webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
	});
	const text = await response.text();
	const isJson = response.headers.get('content-type')?.includes('application/json');
	const content: unknown = isJson ? JSON.parse(text) : text;
	return { status: response.status, content, headers: response.headers };
};
