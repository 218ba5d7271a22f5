import type { Resource } from '../resource';
import { block } from './block';
import { unblock } from './unblock';

export const deviceOptOut: Resource = {
	name: 'Device Opt-Out',
	value: 'deviceOptOut',
	operations: [block, unblock],
	preset: block.value,
};
