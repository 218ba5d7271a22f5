import { grouped, NO_LIMITS, perItem, print, seconds, type Part } from '../bench';
import type { Job, Measured } from '../job';
import { bulkUpsertDevices, resubscribeWithoutLimit, upsertDevice } from '../nodeParameters';

const describeMemory = ({ peakMemory }: Measured) => `${Math.round(peakMemory)} MB`;

const describeStand = ({ longestStands: { all, withoutGarbage } }: Measured) =>
	`${Math.round(withoutGarbage)} ms (${Math.round(all)} ms)`;

/** MB. On a machine with much memory, V8 lets garbage grow; this shows how much memory is needed. */
const SMALL_HEAP = 400;

/** Each run is a process of its own, which knows of no garbage but its own. */
export const measureMemory: Part = async ({ sandbox, stage, quick, report }) => {
	const { url } = sandbox;
	await sandbox.configure({ latencyMs: 0, limits: NO_LIMITS });
	const memory: string[][] = [];
	const stands: string[][] = [];
	for (const count of quick ? [1_000, 10_000] : [1_000, 10_000, 100_000]) {
		report(`Memory, time and stands of ${grouped(count)} items …`);
		const measure = async (job: Pick<Job, 'sender' | 'parameters' | 'items' | 'maxHeap'>) => {
			await sandbox.clear();
			const measured = await stage.run({ ...job, count, warmUp: 0, url });
			if (measured.failed > 0) throw new Error(`Not all were sent: ${measured.firstFailure}`);
			return measured;
		};
		const devices = { sender: 'moEngage', items: 'devices' } as const;
		const nobody = await measure({ ...devices, sender: 'nobody', parameters: {} });
		const single = await measure({ ...devices, parameters: upsertDevice });
		const small = await measure({ ...devices, parameters: upsertDevice, maxHeap: SMALL_HEAP });
		const bulk = await measure({ ...devices, parameters: bulkUpsertDevices });
		const resubscribed = await measure({
			sender: 'moEngage',
			items: 'addresses',
			parameters: resubscribeWithoutLimit,
		});
		memory.push([
			grouped(count),
			describeMemory(nobody),
			seconds(single),
			perItem(single, count),
			describeMemory(single),
			seconds(small),
			describeMemory(small),
			seconds(bulk),
			describeMemory(bulk),
		]);
		stands.push([
			grouped(count),
			describeStand(single),
			describeStand(bulk),
			describeStand(resubscribed),
		]);
	}
	print(
		'Time and peak memory of the process',
		[
			'Items',
			'Engine and items',
			'One by one',
			'Per item',
			'Peak memory',
			`In a heap of ${SMALL_HEAP} MB`,
			'Peak memory',
			'In bulk',
			'Peak memory',
		],
		memory,
	);
	print(
		"The longest time for which the node held n8n's event loop (with the collection of garbage)",
		['Items', 'One by one', 'In bulk', 'Resubscription'],
		stands,
	);
};
