import { deliverRecords } from '../../../nodes/MoEngage/execution/deliverRecords';
import { takeRecords } from '../../../nodes/MoEngage/execution/gatherRecords';
import { ItemOutcomes } from '../../../nodes/MoEngage/execution/itemOutcomes';
import { readItems } from '../../../nodes/MoEngage/execution/readItems';
import { useFastTime } from '../../workflows/fastTime';
import { fillForm } from '../../workflows/operations';
import { openRun, runNode, type MoEngageResponse } from './runNode';

useFastTime(200);

const optOut = fillForm('deviceOptOut/block', {
	userIdentifierValue: '={{ $json.id }}',
	target: 'allDevices',
});

const rows = ['ada', 'bob', 'cy'].map((id) => ({ id }));

const success: MoEngageResponse = [200, { status: 'success' }];

const lost = (code: string) => Object.assign(new Error('No answer'), { code });

it.each(['manual', 'trigger'] as const)(
	'tries a server that does not answer again as often as the options say, in %s mode',
	async (mode) => {
		const answer = () => lost('ECONNREFUSED');
		const parameters = { ...optOut, options: { maxRetries: 3 } };
		const { sent, error } = await runNode({ parameters, rows: [{ id: 'ada' }], answer, mode });

		expect(sent).toHaveLength(4);
		expect(error?.message).toMatch(/refused \(ECONNREFUSED\)/);
	},
);

it.each(['ECONNRESET', 'ECONNREFUSED'])(
	'never says that an event was not sent again that was, whatever its last attempt met: %s',
	async (code) => {
		const answer = (_: unknown, number: number) => lost(number === 1 ? 'ECONNRESET' : code);
		const parameters = fillForm('event/track', {
			customerId: 'ada',
			eventName: 'Won',
			options: { repeatUnclear: true, maxRetries: 1 },
		});
		const { sent, error } = await runNode({ parameters, rows: [{ id: 'ada' }], answer });

		expect(sent).toHaveLength(2);
		expect(error).toMatchObject({
			message: expect.stringContaining('unclear whether it was recorded'),
			description: expect.stringMatching(/^MoEngage may have recorded it, even more than once, /),
		});
	},
);

it('tells what the patience of a run has cost', async () => {
	const answer = (_: unknown, number: number): MoEngageResponse => (number === 1 ? [503] : success);
	const { hints } = await runNode({ parameters: optOut, rows, answer });

	expect(hints).toEqual([
		{ message: 'Sent 4 requests, including 1 retry.', type: 'info', location: 'outputPane' },
	]);
});

it('logs nothing any longer once the run has come to its end', async () => {
	const { log } = await runNode({ parameters: optOut, rows });
	await new Promise((end) => setTimeout(end, 70_000));

	expect(log).toEqual([]);
});

it("keeps to the user's own limit, and logs each minute how far the run has come", async () => {
	const parameters = { ...optOut, options: { requestsPerMinute: 1, concurrency: 1 } };
	const { sent, hints, log } = await runNode({ parameters, rows });

	expect(sent).toHaveLength(3);
	expect(hints[0]?.message).toMatch(/^Sent 3 requests, waited [12]\d\d seconds for the rate limit/);
	expect(log.length).toBeGreaterThanOrEqual(2);
	expect(log[0]).toMatch(/^MoEngage: [12] of 3 requests done$/);
});

it('logs until when the limit of any workspace makes it wait', async () => {
	const refused = new Set<string>();
	const { log } = await runNode({
		parameters: { ...optOut, options: { concurrency: 1 } },
		rows,
		answer: ({ workspaceId }) => {
			const isFirst = !refused.has(workspaceId);
			refused.add(workspaceId);
			return isFirst && workspaceId === 'BUSY' ? [429, {}, { 'retry-after': '90' }] : success;
		},
		credential: (item) => ({ workspaceId: item === 1 ? 'BUSY' : 'FREE' }),
	});

	expect(log[0]).toMatch(/^MoEngage: \d of 3 requests done.*, waiting for .* until \d{4}-.*Z$/);
});

it('holds nothing any longer that has been handed on, so that long runs need less memory', async () => {
	const upsert = fillForm('device/upsert', {
		customerId: '={{ $json.id }}',
		deviceId: '={{ $json.id }}',
		platform: 'TV',
		pushId: '={{ $json.id }}',
	});
	const run = openRun({ parameters: upsert, rows });
	const inputs = await readItems(run);
	const gathered = await takeRecords(run, inputs);

	for (const itemRequest of inputs.itemRequests.values()) {
		expect(itemRequest.records).toEqual([]);
	}
	await deliverRecords(run, gathered, new ItemOutcomes());
	expect(gathered.size).toBe(0);
});
