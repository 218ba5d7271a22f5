import { z } from 'zod';
import type { INodeParameters } from 'n8n-workflow';

import { fillForm } from './operations';
import { useWorkspace } from './workspace';

const workspace = useWorkspace();

/** What the built package uses. */
const { TimeSlice } = jest.requireActual<typeof import('../../nodes/MoEngage/delivery/time')>(
	'../../dist/nodes/MoEngage/delivery/time.js',
);

const COUNT = 60;

const rows = Array.from({ length: COUNT }, (_, index) => ({
	customer_id: `c-${index}`,
	device_id: `d-${index}`,
	platform: 'web',
	push_id: `t-${index}`,
}));

const callerSchema = z.string().regex(/^\w+$/);

/** How often each part of the node yielded, where every second look says that it is time to. */
const countRests = async (parameters: INodeParameters) => {
	const rests = new Map<string, number>();
	let looks = 0;
	jest.spyOn(TimeSlice.prototype, 'isOver', 'get').mockImplementation(() => {
		looks += 1;
		return looks % 2 === 1;
	});
	jest.spyOn(TimeSlice.prototype, 'yieldToEventLoop').mockImplementation(async () => {
		const stack = new Error('Who?').stack ?? '';
		const caller = callerSchema.parse(/MoEngage\/(?:\w+\/)+(?!time\b)(\w+)\.js/.exec(stack)?.[1]);
		rests.set(caller, (rests.get(caller) ?? 0) + 1);
		await Promise.resolve();
	});
	const ran = await workspace.run(fillForm('device/bulkUpsert', parameters), rows);
	expect(ran.output()).toHaveLength(COUNT);
	return rests;
};

afterEach(() => jest.restoreAllMocks());

/** How often each part looks for an item: reading does so once, and for each look at all of them. */
const everywhere = { readItems: 3, gatherRecords: 1, createBatches: 1, outputItems: 1 };

it.each<[string, INodeParameters, Record<string, number>]>([
	['sending', {}, { ...everywhere, deliverRecords: 1 }],
	['previewing', { previewOnly: true, options: { batchSize: 1 } }, { ...everywhere, preview: 1 }],
])(
	'%s looks at each item whether it is time to let the rest of n8n go on',
	async (_, parameters, looks) => {
		const rests = await countRests(parameters);

		const tooRare = Object.entries(looks).filter(
			([part, perItem]) => (rests.get(part) ?? 0) < (perItem * COUNT) / 2 - 1,
		);
		expect(tooRare).toEqual([]);
	},
);
