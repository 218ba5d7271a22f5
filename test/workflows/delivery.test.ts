import { setTimeout as sleep } from 'node:timers/promises';

import { fillForm } from './operations';
import { useWorkspace } from './workspace';

const workspace = useWorkspace();

const upsert = fillForm('device/upsert', {
	customerId: '={{ $json.id }}',
	deviceId: '={{ $json.id }}',
	pushId: '={{ $json.id }}',
});

const resubscribe = fillForm('emailResubscription/resubscribe', {
	recipients: '={{ $json.id }}@example.com',
	options: { batchSize: 1 },
});

const optOut = fillForm('deviceOptOut/block', {
	userIdentifierValue: '={{ $json.id }}',
	target: 'allDevices',
	options: { concurrency: 1, maxRetries: 0 },
});

const people = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ id: `c-${index}` }));

describe('a cancelled execution', () => {
	/** Cancels it in its phase, and sees to it that it ends soon and sends nothing more. */
	const cancel = async (isTime: () => boolean, ...run: Parameters<typeof workspace.start>) => {
		const started = await workspace.start(...run);
		while (!isTime()) await sleep(10);
		const before = workspace.sandbox.received().length;
		started.cancel();
		const cancelled = performance.now();
		const ran = await started.finished;

		expect(performance.now() - cancelled).toBeLessThan(1_000);
		await sleep(300);
		expect(workspace.sandbox.received()).toHaveLength(before);
		return ran;
	};

	const arrived = (requests: number) => () => workspace.sandbox.received().length >= requests;

	it('stops while 50,000 items are read', async () => {
		// Slow to read, since n8n resolves the expression.
		const parameters = { ...upsert, customerId: '={{ $json.id.trim() }}' };
		const soon = performance.now() + 500;
		await cancel(() => performance.now() > soon, parameters, people(50_000));

		expect(workspace.sandbox.received()).toEqual([]);
	});

	it('sends nothing more while it waits for the limit of a minute', async () => {
		await cancel(arrived(10), resubscribe, people(30));
	});

	it('sends nothing more while requests are under way, and breaks those off', async () => {
		workspace.sandbox.configure({ latencyMs: 20_000 });
		await cancel(arrived(5), upsert, people(100));
	});

	it('sends nothing more between two tries', async () => {
		workspace.sandbox.failNext('503retryAfter', { times: 5, retryAfterSeconds: 30 });
		await cancel(arrived(5), { ...optOut, options: {} }, people(5));
	});
});
