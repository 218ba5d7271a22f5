import { useFastTime } from '../../workflows/fastTime';
import { fillForm } from '../../workflows/operations';
import { runNode, type MoEngageResponse, type Scene } from './runNode';

useFastTime(100);

const parameters = fillForm('deviceOptOut/block', {
	userIdentifierValue: '={{ $json.id }}',
	target: 'allDevices',
	options: { concurrency: 2 },
});

const run = async (count: number, credential?: Scene['credential'], more: Partial<Scene> = {}) => {
	const rows = Array.from({ length: count }, (_, index) => ({ id: `c${index}` }));
	const scene = { parameters, rows, credential, onError: 'continueRegularOutput', ...more };
	const ran = await runNode({ ...scene, onError: 'continueRegularOutput' });
	const routes = ran.sent.map(({ body, workspaceId }) => [body.user_identifier_value, workspaceId]);
	return { ...ran, workspaceOf: Object.fromEntries(routes) };
};

/** Credentials that differ in one respect only. */
const expressions: Array<[string, (itemIndex: number, count: number) => string]> = [
	['{{ $itemIndex % 2 ? "B" : "A" }}', (itemIndex) => (itemIndex % 2 ? 'B' : 'A')],
	['a field of the first item', (itemIndex) => (itemIndex === 0 ? 'B' : 'A')],
	['a field that few items have', (itemIndex) => (itemIndex === 49 ? 'B' : 'A')],
	['a field of the second half', (itemIndex, count) => (itemIndex < count / 2 ? 'A' : 'B')],
	['{{ $input.item?.json?.ws ?? "A" }}', (itemIndex, count) => (itemIndex < count ? 'B' : 'A')],
	[
		'a field, past the last item',
		(itemIndex, count) => {
			if (itemIndex === count) throw new Error('No such item');
			return 'A';
		},
	],
];

const runs = expressions.flatMap(([name, nameFor]) =>
	[51, 130].map((count) => ({ name, nameFor, count })),
);

it.each(runs)('$count items each go to their own workspace, by $name', async (given) => {
	const { count, nameFor } = given;
	const { workspaceOf } = await run(count, (item) => ({ workspaceId: nameFor(item, count) }));

	expect(workspaceOf).toEqual(
		Object.fromEntries(
			Array.from({ length: count }, (_, item) => [`c${item}`, nameFor(item, count)]),
		),
	);
});

it.each([
	[50, 50],
	[51, 52],
	[1_000, 101],
])('of %d items, a constant credential is read %d times', async (count, times) => {
	const { credentialsRead } = await run(count, () => ({ workspaceId: 'CONSTANT' }), {
		parameters: { ...parameters, previewOnly: true },
	});

	expect(credentialsRead).toHaveLength(times);
	expect(new Set(credentialsRead)).toHaveProperty('size', times);
	expect(Math.max(...credentialsRead)).toBe(count === 50 ? 49 : count);
});

it('what a credential has wrong concerns the items that use it', async () => {
	const { jsons, sent } = await run(3, (item) => ({ workspaceId: item === 1 ? '' : 'RIGHT' }));

	expect(sent).toHaveLength(2);
	expect(jsons).toMatchObject([
		{ status: 'success' },
		{
			error: expect.stringMatching(/^The credential's 'Workspace ID' is empty.* \[item 1\]$/),
			description: expect.stringMatching(/\w{3,}/),
		},
		{ status: 'success' },
	]);
});

it('a credential that cannot be read at all is told to each item', async () => {
	const { jsons, sent } = await run(1, () => {
		throw new Error('No such credential');
	});

	expect(sent).toEqual([]);
	expect(jsons).toEqual([
		{
			error: 'The item cannot be read: No such credential [item 0]',
			description: expect.stringMatching(/^Check the values of the item\. /),
		},
	]);
});

it.each([
	['SAME', 'SAME', 2, /push ID/],
	['ONE', 'OTHER', 0, /^((?!push ID).)*$/],
])('what contradicts itself in %s and %s concerns %d items', async (one, other, failed, told) => {
	const credential = (item: number) => ({ workspaceId: [one, other][item] });
	const id = '={{ $json.id }}';
	const merge = fillForm('user/merge', { mergedCustomerId: 'ada', retainedCustomerId: id });
	const upsert = fillForm('device/upsert', { customerId: 'ada', deviceId: id, pushId: 't' });
	const merged = await run(2, credential, { parameters: merge });
	const { hints } = await run(2, credential, { parameters: upsert });

	expect(merged.jsons.filter(({ error }) => error !== undefined)).toHaveLength(failed);
	expect(hints.map(({ message }) => message).join(' ')).toMatch(told);
});

describe('two credentials of one workspace', () => {
	const sourceIps = ['203.0.113.7', '203.0.113.8'];
	const sendAll = async (more: Partial<Scene>) => {
		let underWay = 0;
		const answer = async (): Promise<MoEngageResponse> => {
			underWay += 1;
			expect(underWay).toBe(1);
			await new Promise((end) => setTimeout(end, 1_000));
			underWay -= 1;
			return [200];
		};
		const credential = (item: number) => ({ workspaceId: 'BOTH', sourceIp: sourceIps[item % 2] });
		return await run(4, credential, { answer, ...more });
	};
	const sameUser = { ...parameters, userIdentifierValue: 'ada' };

	it('send what concerns one user in the order of the items, each with its own', async () => {
		const reason = '={{ $json.id }}';
		const { sent } = await sendAll({ parameters: { ...sameUser, additionalFields: { reason } } });

		expect(sent.map(({ body, sourceIp }) => [body.reason, sourceIp])).toEqual(
			['c0', 'c1', 'c2', 'c3'].map((id, item) => [id, sourceIps[item % 2]]),
		);
	});

	it('share no request', async () => {
		const form = fillForm('event/bulkTrack', { customerId: 'ada', eventName: 'Visited' });
		const { sent } = await sendAll({ parameters: { ...form, options: { concurrency: 1 } } });

		expect(sent.map(({ sourceIp }) => sourceIp)).toEqual([...sourceIps, ...sourceIps]);
	});

	it('fail each by itself where they have another key', async () => {
		const credential = (item: number) => ({ workspaceId: 'BOTH', apiKey: `key-${item % 2}` });
		const { jsons } = await sendAll({
			credential,
			answer: ({ body }) => (/[13]/.test(String(body.user_identifier_value)) ? [401, {}] : [200]),
		});

		expect(jsons.map(({ error }) => error === undefined)).toEqual([true, false, true, false]);
	});

	it('leave what could not be sent to one project of it to a further try', async () => {
		const form = fillForm('event/track', { customerId: 'ada', eventName: 'Visited' });
		const more = {
			credential: (item: number) => ({ workspaceId: 'BOTH', projectCode: `P${item % 2}` }),
			parameters: { ...form, options: { maxRetries: 0 } },
			settings: { retryOnFail: true },
			tries: {},
		};
		const busy = { status: 'fail', error: { message: 'Busy', request_id: 'a' } };
		const first = await sendAll({
			...more,
			answer: (_, number) => (number === 4 ? [503, busy] : [200]),
		});
		const second = await sendAll(more);

		expect([first.sent.length, second.sent.length]).toEqual([4, 1]);
	});
});

it('no two requests of a run have the same id, also in several workspaces', async () => {
	const recipients = 'a@x.com';
	const form = fillForm('emailResubscription/resubscribe', { recipients });
	const { sent } = await run(2, (item) => ({ workspaceId: 'BOTH', projectCode: `P${item}` }), {
		parameters: { ...form, options: { requestId: 'r' } },
	});

	expect(sent.map(({ body }) => body.request_id).sort()).toEqual(['r-1', 'r-2']);
});

it('workspaces share the concurrency, and each has at least one request under way', async () => {
	let underWay = 0;
	let most = 0;
	const answer = async (): Promise<MoEngageResponse> => {
		underWay += 1;
		most = Math.max(most, underWay);
		await new Promise((end) => setTimeout(end, 3_000));
		underWay -= 1;
		return [200];
	};
	const among = async (workspaces: number) => {
		most = 0;
		const name = `AMONG${workspaces}-`;
		await run(12, (item) => ({ workspaceId: `${name}${item % workspaces}` }), { answer });
		return most;
	};

	expect(await among(1)).toBe(2);
	expect(await among(2)).toBe(2);
	expect(await among(4)).toBe(4);
});
