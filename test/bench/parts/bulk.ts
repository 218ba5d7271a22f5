import { compare, grouped, NO_LIMITS, perItem, print, ratio, seconds } from '../bench';
import type { Part, Took } from '../bench';
import {
	addCohortUsers,
	bulkTrackEvents,
	bulkUpsertDevices,
	bulkUpsertUsers,
	httpTrackEvent,
	httpUpsertDevice,
	httpUpsertUser,
	upsertDevice,
} from '../nodeParameters';

const describeRow = (name: string, requests: number, took: Took, other: Took, count: number) => [
	name,
	grouped(requests),
	seconds(took),
	perItem(took, count),
	ratio(took.milliseconds, other.milliseconds),
];

const HEADER = ['How', 'Requests', 'Time', 'Per item', 'Ratio'];

export const measureBulk: Part = async (bench) => {
	const { sandbox, n8n, quick, report } = bench;
	const { url } = sandbox;
	const count = quick ? 2_000 : 10_000;
	const devices = { items: 'devices', count, warmUp: 300 } as const;
	report(`${grouped(count)} devices, in bulk and one by one …`);
	await sandbox.configure({ latencyMs: 20, limits: NO_LIMITS });
	let requests = 0;
	const fastest = await compare(bench, {
		bulk: async () => {
			const task = { ...devices, warmUp: 0, parameters: bulkUpsertDevices } as const;
			const ran = await n8n.run({ ...task, sender: 'moEngage' });
			requests = (await sandbox.counts()).bulkImport.requests;
			return ran;
		},
		single: async () => await n8n.run({ ...devices, sender: 'moEngage', parameters: upsertDevice }),
		theirs: async () =>
			await n8n.run({ ...devices, sender: 'httpRequest', parameters: httpUpsertDevice(url) }),
	});
	const theirs = fastest('theirs');
	const bulkName = 'MoEngage node, Create or Update in Bulk';
	print(`${grouped(count)} devices at 20 ms latency`, HEADER, [
		describeRow(bulkName, requests, fastest('bulk'), theirs, count),
		describeRow('MoEngage node, Create or Update', count, fastest('single'), theirs, count),
		describeRow('HTTP Request node', count, theirs, theirs, count),
	]);
};

export const measureUsersAndEvents: Part = async (bench) => {
	const { sandbox, n8n, quick, report } = bench;
	const { url } = sandbox;
	const count = quick ? 2_000 : 10_000;
	const customers = { items: 'customers', count } as const;
	await sandbox.configure({ latencyMs: 20, limits: NO_LIMITS });
	const rows: string[][] = [];
	for (const [what, ours, theirs] of [
		['Users', bulkUpsertUsers, httpUpsertUser(url)],
		['Events', bulkTrackEvents, httpTrackEvent(url)],
	] as const) {
		report(`${grouped(count)} ${what.toLowerCase()} …`);
		let requests = 0;
		const fastest = await compare(bench, {
			bulk: async () => {
				const task = { ...customers, warmUp: 0, parameters: ours };
				const ran = await n8n.run({ ...task, sender: 'moEngage' });
				requests = (await sandbox.counts()).bulkImport.requests;
				return ran;
			},
			theirs: async () => {
				const task = { ...customers, warmUp: 300, parameters: theirs };
				return await n8n.run({ ...task, sender: 'httpRequest' });
			},
		});
		const other = fastest('theirs');
		rows.push(
			describeRow(`${what}, MoEngage node in bulk`, requests, fastest('bulk'), other, count),
			describeRow(`${what}, HTTP Request node`, count, other, other, count),
		);
	}
	report(`${grouped(count)} cohort members …`);
	let requests = 0;
	const fastest = await compare(bench, {
		members: async () => {
			const task = { ...customers, warmUp: 0, parameters: addCohortUsers };
			const ran = await n8n.run({ ...task, sender: 'moEngage' });
			requests = (await sandbox.counts()).syncCohort.requests;
			return ran;
		},
	});
	const members = fastest('members');
	const added = [seconds(members), perItem(members, count)];
	rows.push(['Cohort members, MoEngage node', grouped(requests), ...added, '–']);
	print(`${grouped(count)} users, events, and cohort members each at 20 ms latency`, HEADER, rows);
};
