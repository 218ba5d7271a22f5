import type { INodeProperties } from 'n8n-workflow';

import { groupDigits } from '../api/numbers';
import type { Operation } from './operation';

/** A limit of no more requests a minute makes everyday runs wait. */
const MAX_LOW_LIMIT = 100;

const writePace = ({ endpoint }: Operation): string => {
	const { perMinute, counts, batch } = endpoint;
	const limit = `MoEngage accepts ${groupDigits(perMinute)} of these requests a minute`;
	if (batch === undefined) return `${limit}, one for each item.`;
	const { names: records = counts } = batch;
	const pace = groupDigits(perMinute * batch.size);
	return `${limit}, each with up to ${batch.size} ${records}, so up to ${pace} ${records} a minute.`;
};

const writeWait = ({ isRead = false }: Operation): string => {
	const wait = 'A larger run waits for its turn without showing progress.';
	if (isRead) return wait;
	return `${wait} If you stop it, everything sent so far stays sent, and running it again is safe.`;
};

/** Says on the form what a low limit means for a run; nothing where the limit is high. */
export const createLimitNotices = (operation: Operation): INodeProperties[] => {
	const { counts, perMinute } = operation.endpoint;
	if (counts !== 'requests' || perMinute > MAX_LOW_LIMIT) return [];
	return [
		{
			displayName: `${writePace(operation)} ${writeWait(operation)}`,
			name: 'limitNotice',
			type: 'notice',
			default: '',
		},
	];
};
