import type { Resource } from '../resource';
import { update } from './update';

export const emailOptIn: Resource = {
	name: 'Email Opt-In',
	value: 'emailOptIn',
	operations: [update],
	preset: update.value,
};
