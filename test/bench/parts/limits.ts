import { grouped, print, ratio, seconds, type Part } from '../bench';
import { httpResubscribe, resubscribe } from '../nodeParameters';
import type { Task } from '../realN8n';

/** Three thousand addresses are thirty requests, of which ten may leave a minute. */
export const measureLimits: Part = async ({ sandbox, n8n, quick, report }) => {
	if (quick) return;
	const { url } = sandbox;
	await sandbox.configure({ latencyMs: 20, limits: {} });
	const best = 120_000;
	const rows: string[][] = [];
	const run = async (name: string, task: Omit<Task, 'warmUp'>) => {
		report(`Resubscription, ${name} …`);
		await sandbox.clear();
		const timed = await n8n.run({ ...task, warmUp: 0 });
		const { records, refused429 } = (await sandbox.counts()).bulkResubscribe;
		rows.push([
			name,
			seconds(timed),
			ratio(timed.milliseconds, best),
			grouped(refused429),
			grouped(records),
		]);
	};
	await run('MoEngage node, an address an item', {
		sender: 'moEngage',
		parameters: resubscribe,
		items: 'addresses',
		count: 3_000,
	});
	const lists = { sender: 'httpRequest', items: 'lists', count: 30 } as const;
	for (const [name, batchInterval] of [
		['batches of 10 every 61 s', 61_000],
		['batches of 10 every 60 s', 60_000],
		['no batches', 0],
	] as const) {
		await run(`HTTP Request node, 100 addresses an item, ${name}`, {
			...lists,
			parameters: httpResubscribe(url, batchInterval),
		});
	}
	print(
		'3,000 resubscriptions at 10 requests a minute (best possible: 120 s)',
		['How', 'Time', 'Of the best', '429s', 'Resubscribed'],
		rows,
	);
};
