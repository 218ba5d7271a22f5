import { endpoints } from '../../../nodes/MoEngage/api/endpoints';
import { preview, TimeSlice } from '../../../nodes/MoEngage/delivery';

const toRecord = (entry: string, ...itemIndexes: number[]) => ({
	itemIndexes,
	orderingKeys: [entry],
	body: { esp: 'SENDGRID' },
	entry,
});

const previewWith = async (timeSlice: TimeSlice) => {
	const records = [toRecord('a', 0), toRecord('b', 0, 1), toRecord('c', 1)];
	const endpoint = endpoints.bulkResubscribe;
	const requests = await preview(records, { endpoint, batchSize: 2, requestId: 'r', timeSlice });
	return requests.map(({ byItem, weight }) => ({
		weight,
		bodies: [...byItem].map(([index, { body }]) => [index, JSON.parse(String(body))]),
	}));
};

it('shows each request with the entries of one item at a time', async () => {
	const body = (request_id: string, ...recipients: string[]) => ({
		...{ esp: 'SENDGRID', request_id, recipients },
	});

	expect(await previewWith(new TimeSlice())).toEqual([
		{
			weight: 1,
			bodies: [
				[0, body('r-1', 'a', 'b')],
				[1, body('r-1', 'b')],
			],
		},
		{ weight: 1, bodies: [[1, body('r-2', 'c')]] },
	]);
});

it.each([
	[true, 8],
	[false, 0],
])('lets the rest of n8n go on wherever its time is over: %p', async (isOver, times) => {
	const timeSlice = new TimeSlice();
	jest.spyOn(timeSlice, 'isOver', 'get').mockReturnValue(isOver);
	const yielding = jest.spyOn(timeSlice, 'yieldToEventLoop');
	await previewWith(timeSlice);

	expect(yielding).toHaveBeenCalledTimes(times);
});
