import type { Resource } from '../resource';
import { upsert } from './upsert';

export const device: Resource = { name: 'Device', value: 'device', operations: [upsert] };
