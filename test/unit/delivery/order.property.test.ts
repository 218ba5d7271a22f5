import fc from 'fast-check';

import { endpoints } from '../../../nodes/MoEngage/api/endpoints';
import type { MoEngageRecord } from '../../../nodes/MoEngage/api/record';
import type { Attempt } from '../../../nodes/MoEngage/api/request';
import { cases } from '../../quick';
import { takeTurns } from './arbitrary';
import { answer } from './fakeMoEngage';
import { broken, createDevices, ok, runDelivery, timedOut } from './runDelivery';

const unlimited = { perMinute: 100_000, perDay: undefined };
const single = { ...endpoints.updateOptIn, ...unlimited };
const batched = { ...endpoints.bulkUpdatePreferences, ...unlimited };

const limited = answer(429, {}, { 'retry-after': '2' });
const passing = fc.constantFrom<Attempt>(ok, ok, ok, answer(503), limited, broken, timedOut);

interface Entry {
	index: number;
	names: string[];
}

const readEntries = (body: string): Entry[] => {
	const read: { user_preferences?: Entry[] } & Entry = JSON.parse(body);
	return read.user_preferences ?? [read];
};

it('lets what shares an ordering key take effect in the order of the items, whatever happens', async () => {
	const names = fc.uniqueArray(fc.constantFrom('ada', 'bob', 'cy', 'dee', 'eve'), {
		minLength: 1,
		maxLength: 2,
	});
	const check = async (
		items: string[][],
		isBatched: boolean,
		batchSize: number,
		replies: Attempt[],
		latencies: number[],
		poison: Set<number>,
	) => {
		const records = items.map((given, index): MoEngageRecord => {
			const errorBody = { index, names: given };
			const orderingKeys = given.map((name) => `customer ${name}`);
			return isBatched
				? { itemIndexes: [index], orderingKeys, body: { channel: 'email' }, entry: errorBody }
				: { itemIndexes: [index], orderingKeys, body: errorBody };
		});
		const draw = takeTurns(replies);
		/** The items that MoEngage has applied, when they arrived and when it was known. */
		const applied: Array<Entry & { body: string; from: number; to: number }> = [];
		const { kinds, outcomes } = await runDelivery({
			endpoint: isBatched ? batched : single,
			records,
			batchSize,
			latency: takeTurns(latencies),
			maxRetries: 60,
			maxWait: Infinity,
			reply: ({ body = '' }, _, { at: from, answeredAt: to }) => {
				const entries = readEntries(body);
				const attempt = draw();
				const isRejected = entries.some((entry) => poison.has(entry.index));
				if (attempt !== ok && attempt.kind === 'answer') return attempt;
				if (isRejected) return answer(400, { message: 'No such category' });
				for (const entry of entries) {
					applied.push({ ...entry, body, from, to });
				}
				return attempt;
			},
		});

		for (const name of new Set(items.flat())) {
			const wanted = items.flatMap((given, index) =>
				given.includes(name) && !poison.has(index) ? [index] : [],
			);
			const ofName = applied.filter((entry) => entry.names.includes(name));
			expect(ofName.at(-1)?.index).toBe(wanted.at(-1));
			// A request that is sent again may be applied again, but never after a later one has begun.
			for (const { body, from } of ofName) {
				const others = ofName.filter((other) => other.body !== body && other.from <= from);
				for (const other of others) expect(other.to).toBeLessThanOrEqual(from);
			}
		}
		expect(outcomes.size).toBe(items.length);
		expect(kinds().filter((kind) => kind === 'failed')).toHaveLength(
			items.filter((_, index) => poison.has(index)).length,
		);
	};
	await fc.assert(
		fc.asyncProperty(
			fc.array(names, { minLength: 1, maxLength: 30 }),
			fc.boolean(),
			fc.integer({ min: 1, max: 8 }),
			fc.array(passing, { minLength: 1, maxLength: 12 }).map((replies) => [...replies, ok]),
			fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 8 }),
			fc.uniqueArray(fc.nat(29), { maxLength: 5 }).map((indexes) => new Set(indexes)),
			check,
		),
		cases(150),
	);
});

it('does not let strangers wait for each other', async () => {
	const { sent, clock } = await runDelivery({
		endpoint: { ...endpoints.trackDevice, ...unlimited },
		records: createDevices(400),
		reply: () => ok,
		latency: (index) => (index === 0 ? 60_000 : 200),
		concurrency: 100,
	});

	expect(sent).toHaveLength(400);
	expect(clock.now()).toBe(60_000);
	expect(sent.every(({ at }) => at < 1_500)).toBe(true);
});
