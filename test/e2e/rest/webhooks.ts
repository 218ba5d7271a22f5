import type { Server } from '../n8n/server';
import { waitFor } from './waiting';

/**
 * Lets a CRM call a webhook, and returns what it is told. n8n answers 404, and runs nothing, until the
 * trigger of a published workflow is in place, which takes it a moment.
 */
export const callWebhook = async (
	{ url }: Server,
	path: string,
	body: unknown,
): Promise<unknown> => {
	const response = await waitFor('the webhook to be in place', async () => {
		const answer = await fetch(`${url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		return answer.status === 404 ? undefined : answer;
	});
	const text = await response.text();
	if (!response.ok) throw new Error(`The webhook answered ${response.status}: ${text}`);
	return JSON.parse(text);
};
