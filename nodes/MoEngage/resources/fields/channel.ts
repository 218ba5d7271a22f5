import { readChoice } from './choices';
import { optional } from './readFields';

const CHANNELS = ['email', 'sms'] as const;

export const readChannel = readChoice(CHANNELS);

export const optionalChannel = optional(readChannel);
