import { useFreshMoEngage } from './deliveryWorkspace';
import { whyStopped } from './workspace';

const moengage = useFreshMoEngage();

const upsert = {
	resource: 'device',
	operation: 'upsert',
	customerId: '={{ $json.id }}',
	deviceId: 'd-1',
	platform: 'ANDROID',
	pushId: 't-1',
};

const resubscribe = {
	resource: 'emailResubscription',
	operation: 'resubscribe',
	recipients: '={{ $json.email }}',
	esp: 'SENDGRID',
	updateEsp: true,
};

const optOut = {
	resource: 'deviceOptOut',
	operation: 'block',
	userIdentifierType: 'customer_id',
	userIdentifierValue: '={{ $json.id }}',
	target: 'allDevices',
};

const getForUser = {
	resource: 'subscriptionPreference',
	operation: 'getForUser',
	userIdentifierType: 'uid',
	userIdentifierValue: '={{ $json.id }}',
};

const people = (count: number) =>
	Array.from({ length: count }, (_, index) => ({
		id: `c-${index}`,
		name: `Person ${index}`,
		email: `person${index}@example.com`,
	}));

const wait = async (milliseconds: number) =>
	await new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('a cancelled execution', () => {
	/** Cancels it once so many requests have arrived, and a while has passed. */
	const cancelAfter = async (requests: number, ...run: Parameters<typeof moengage.start>) => {
		const started = await moengage.start(...run);
		while (moengage.sandbox.received().length < requests) await wait(50);
		await wait(500);
		const before = moengage.sandbox.counts();
		started.cancel();
		const cancelled = performance.now();
		await started.finished;
		const took = performance.now() - cancelled;
		await wait(1_500);
		return { took, before, after: moengage.sandbox.counts() };
	};

	it('sends nothing more while it waits for the limit of a minute', async () => {
		const { took, before, after } = await cancelAfter(
			10,
			{ ...resubscribe, options: { batchSize: 1 } },
			people(100),
		);

		expect(before.bulkResubscribe.requests).toBe(10);
		expect(after.bulkResubscribe.requests).toBe(10);
		expect(took).toBeLessThan(1_000);
	});

	it('sends nothing more while requests are under way, and breaks those off', async () => {
		moengage.sandbox.configure({ latencyMs: 20_000 });
		const { took, before, after } = await cancelAfter(
			20,
			{ ...upsert, options: { concurrency: 20 } },
			people(1_000),
		);

		expect(before.trackDevice.requests).toBe(20);
		expect(after.trackDevice.requests).toBe(20);
		expect(took).toBeLessThan(1_000);
	});

	it('sends nothing more between two tries', async () => {
		moengage.sandbox.failNext('503retryAfter', { times: 50, retryAfterSeconds: 30 });
		const { took, before, after } = await cancelAfter(5, optOut, people(5));

		expect(before.manageDevices.requests).toBe(5);
		expect(after.manageDevices.requests).toBe(5);
		expect(took).toBeLessThan(1_000);
	});
});

describe('a node that stops on errors', () => {
	it('says how many items had been sent before the one that MoEngage refused', async () => {
		const rows = [{ id: 'ada' }, { id: 'grace' }, { id: 'nobody' }, { id: 'ada' }];
		const ran = await moengage.run({ ...getForUser, options: { concurrency: 1 } }, rows);

		expect(whyStopped(ran)?.message).toMatch(/ \(2 of 4 items had been sent\) \[item 2\]$/);
		expect(moengage.sandbox.counts().getUserPreferences.requests).toBe(3);
	});

	it('says how many items had been sent when the retries are used up', async () => {
		moengage.sandbox.failNext('503', { times: 1 });
		const ran = await moengage.run(
			{ ...optOut, options: { concurrency: 1, maxRetries: 0 } },
			people(10),
		);

		expect(whyStopped(ran)?.message).toContain('(0 of 10 items had been sent) [item 0]');
		expect(moengage.sandbox.counts().manageDevices.requests).toBe(1);
	});

	it('sends no more of a thousand items than were under way when the key was refused', async () => {
		moengage.sandbox.failNext('401', { times: 1_000 });
		const ran = await moengage.run({ ...upsert, options: { concurrency: 10 } }, people(1_000));

		expect(whyStopped(ran)).toMatchObject({ httpCode: '401' });
		expect(whyStopped(ran)?.message).toContain('(0 of 1,000 items had been sent)');
		expect(moengage.sandbox.counts().trackDevice.requests).toBe(10);
	});
});

describe.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
	'a node that goes on (%s)',
	(onError) => {
		const errorsAt = onError === 'continueErrorOutput' ? 1 : 0;

		it('fails the items whose retries are used up and sends the others', async () => {
			moengage.sandbox.failNext('503');
			const ran = await moengage.run(
				{ ...optOut, options: { concurrency: 1, maxRetries: 0 } },
				people(10),
				onError,
			);

			const failed = ran.output('MoEngage', errorsAt).filter(({ json }) => json.error);
			expect(failed).toHaveLength(1);
			expect(failed[0]?.json).toMatchObject({ httpCode: '503', user_identifier_value: 'c-0' });
			expect(moengage.sandbox.counts().manageDevices).toMatchObject({ requests: 10, applied: 9 });
		});

		it('fails all items with the refusal of the account, and sends no more', async () => {
			moengage.sandbox.failNext('403', { times: 1_000 });
			const ran = await moengage.run(
				{ ...upsert, options: { concurrency: 10 } },
				people(1_000),
				onError,
			);

			const failed = ran.output('MoEngage', errorsAt);
			expect(failed).toHaveLength(1_000);
			expect(new Set(failed.map(({ json }) => json.httpCode))).toEqual(new Set(['403']));
			expect(moengage.sandbox.counts().trackDevice.requests).toBe(10);
		});

		it('names the time of the reset where the limit resets too late', async () => {
			moengage.sandbox.configure({ limits: { manageDevices: { perMinute: 3 } } });
			const ran = await moengage.run(
				{ ...optOut, options: { maxWait: 5, requestsPerMinute: 100_000 } },
				people(10),
				onError,
			);

			const failed = ran.output('MoEngage', errorsAt).filter(({ json }) => json.error);
			expect(failed).toHaveLength(7);
			for (const { json } of failed) {
				expect(json.error).toMatch(/resets at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
			}
			expect(moengage.sandbox.counts().manageDevices.applied).toBe(3);
		});
	},
);
