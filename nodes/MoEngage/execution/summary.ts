import type { NodeExecutionHint } from 'n8n-workflow';

import { groupDigits } from '../api/numbers';
import type { DeliveryStats } from '../delivery';
import type { ItemRequest } from '../resources/operation';
import type { Inputs } from './readItems';

const count = (number: number, noun: string, nouns = `${noun}s`) =>
	`${groupDigits(number)} ${number === 1 ? noun : nouns}`;

const summarizeDelivery = ({ requests, retries, waited }: DeliveryStats): string | undefined => {
	const seconds = Math.round(waited / 1_000);
	if (retries === 0 && seconds === 0) return undefined;
	const parts = [`Sent ${count(requests, 'request')}`];
	if (retries > 0) parts.push(`including ${count(retries, 'retry', 'retries')}`);
	if (seconds > 0) parts.push(`waited ${count(seconds, 'second')} for MoEngage's rate limit`);
	return `${parts.join(', ')}.`;
};

/** How often each hint of an item applies, in one sentence each. */
const summarizeHints = (itemRequests: Iterable<ItemRequest>): string[] => {
	const counts = new Map<string, number>();
	for (const { hint } of itemRequests) if (hint) counts.set(hint, (counts.get(hint) ?? 0) + 1);
	return [...counts].map(([hint, times]) => `${hint} (${count(times, 'item')}).`);
};

/** What the user should know of a run that went well, or of the part that did. */
export const summarize = (
	stats: DeliveryStats,
	{ itemRequests, hints }: Pick<Inputs, 'itemRequests' | 'hints'>,
): NodeExecutionHint[] => {
	const delivery = summarizeDelivery(stats);
	const messages = [
		...(delivery === undefined ? [] : [delivery]),
		...hints,
		...summarizeHints(itemRequests.values()),
	];
	return messages.map((message) => ({ message, type: 'info', location: 'outputPane' }));
};
