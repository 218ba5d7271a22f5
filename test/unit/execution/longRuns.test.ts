import { Cancelled } from '../../../nodes/MoEngage/delivery';
import { deliverRecords } from '../../../nodes/MoEngage/execution/deliverRecords';
import { takeRecords } from '../../../nodes/MoEngage/execution/gatherRecords';
import { ItemOutcomes } from '../../../nodes/MoEngage/execution/itemOutcomes';
import { createOutputs } from '../../../nodes/MoEngage/execution/outputItems';
import { previewRequests } from '../../../nodes/MoEngage/execution/preview';
import { readItems } from '../../../nodes/MoEngage/execution/readItems';
import { useFastTime } from '../../workflows/fastTime';
import { fillForm } from '../../workflows/operations';
import { openRun } from './runNode';

// So fast that a loop has to give way at each of its steps, and then looks for a cancellation.
useFastTime(1_000_000);

const merge = fillForm('user/merge', {
	mergedCustomerId: '={{ $json.id + "" }}',
	retainedCustomerId: 'ada',
});

const rows = ['bob', 'cy', 'dan'].map((id) => ({ id }));

/** Cancels the execution while the item is read. */
const readAndCancelAt = async (cancelledAt: number) => {
	const execution = new AbortController();
	const onRead = (_name: string, itemIndex: number) => {
		if (itemIndex === cancelledAt) execution.abort();
	};
	const run = openRun({ parameters: merge, rows, execution, onRead });
	return await readItems(run);
};

it.each([
	['reading the items', 1],
	['comparing the items', 2],
])('stops %s when the execution is cancelled', async (_, itemIndex) => {
	await expect(readAndCancelAt(itemIndex)).rejects.toThrow(Cancelled);
});

it('stops at each of the later stations when the execution is cancelled', async () => {
	const execution = new AbortController();
	const run = openRun({ parameters: merge, rows, execution });
	const inputs = await readItems(run);
	const gathered = await takeRecords(run, inputs);
	execution.abort();

	await expect(takeRecords(run, inputs)).rejects.toThrow(Cancelled);
	await expect(previewRequests(run, gathered)).rejects.toThrow(Cancelled);
	await expect(deliverRecords(run, gathered, new ItemOutcomes())).rejects.toThrow(Cancelled);
	await expect(createOutputs(run, inputs, () => [])).rejects.toThrow(Cancelled);
});
