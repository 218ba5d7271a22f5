import type { FaultKind } from '../../sandbox/server';
import { grouped, NO_LIMITS, print, seconds, type Part } from '../bench';
import type { Job } from '../job';
import { upsertDevice } from '../nodeParameters';

const networkFaults: FaultKind[] = [
	'500',
	'502html',
	'503',
	'reset',
	'cutJson',
	'cutBody',
	'html200',
];

export const measureFaults: Part = async ({ sandbox, stage, quick, report }) => {
	const { url } = sandbox;
	const count = quick ? 500 : 2_000;
	const rows: string[][] = [];
	const run = async (name: string, share: number, kinds: FaultKind[]) => {
		report(`${name} …`);
		await sandbox.clear();
		const faults = { share, kinds, seed: 3 };
		await sandbox.configure({ latencyMs: 20, limits: NO_LIMITS, faults });
		const options = { devicesPerMinute: 100_000_000, maxRetries: 10 };
		const parameters = { ...upsertDevice, options };
		const job: Job = {
			sender: 'moEngage',
			items: 'devices',
			parameters,
			count,
			warmUp: 0,
			url,
		};
		const measured = await stage.run(job);
		const { requests } = (await sandbox.counts()).trackDevice;
		rows.push([
			name,
			seconds(measured),
			`${(measured.cpuMilliseconds / 1_000).toFixed(1)} s`,
			grouped(requests),
			grouped(measured.sent),
		]);
	};
	await run('No faults', 0, networkFaults);
	await run('20 % of the requests fail', 0.2, networkFaults);
	await run('… 429s without a header among them', 0.2, [...networkFaults, '429bare']);
	print(
		`${grouped(count)} single device upserts over a bad network at 20 ms latency`,
		['Network', 'Time', 'CPU time', 'Requests', 'Sent'],
		rows,
	);
};
