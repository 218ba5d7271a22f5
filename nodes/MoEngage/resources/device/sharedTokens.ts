import { groupDigits } from '../../api/numbers';
import type { CrossItemCheck, ItemRequest } from '../operation';

/** MoEngage keeps one device for each of these identifiers. */
const TOKENS = ['pushId', 'gaid', 'idfv'] as const;

/** A device as it is sent. */
export interface SentDevice extends Partial<Record<(typeof TOKENS)[number], string>> {
	deviceId: string;
	pushId: string;
}

export interface DeviceRequest extends ItemRequest {
	device: SentDevice;
}

/** The items that have a token. */
interface Holders {
	deviceId: string;
	indexes: number[];
	/** Whether the items are of several devices. */
	areDifferent: boolean;
}

/** Warns where several devices share a token, with the number of their items. */
export const createSharedTokenCheck = (): CrossItemCheck<DeviceRequest> => {
	const byKind = TOKENS.map((kind) => ({ kind, byToken: new Map<string, Holders>() }));
	return {
		add(index, { device }) {
			const { deviceId } = device;
			for (const { kind, byToken } of byKind) {
				const token = device[kind];
				if (token === undefined) continue;
				const holders = byToken.get(token) ?? { deviceId, indexes: [], areDifferent: false };
				byToken.set(token, holders);
				holders.indexes.push(index);
				if (holders.deviceId !== deviceId) holders.areDifferent = true;
			}
		},
		conclude() {
			const indexes = new Set<number>();
			for (const { byToken } of byKind) {
				for (const holders of byToken.values()) {
					if (holders.areDifferent) for (const index of holders.indexes) indexes.add(index);
				}
			}
			if (indexes.size === 0) return {};
			return {
				hints: [
					`${groupDigits(indexes.size)} items have a push ID, GAID, or IDFV that another device in this run also has. MoEngage keeps only one of these devices and deletes the others.`,
				],
			};
		},
	};
};
