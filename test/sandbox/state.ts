import type { EndpointName } from './endpoints/names';
import type { Channel } from './workspaces';

export interface StoredUser {
	/** MoEngage's own id of the user. */
	moengageId: string;
	attributes: Record<string, unknown>;
}

/** One action of a user. Without a deduplication id, nothing tells a repeated one from two. */
export interface RecordedEvent {
	endpoint: EndpointName;
	customerId: string;
	action: string;
	attributes: Record<string, unknown>;
	/** When it happened: milliseconds since 1970. */
	at: number;
	deviceId?: string;
	platform?: string;
	appVersion?: string;
	realTime: boolean;
	deduplicationId?: string;
}

export interface Cohort {
	name: string;
	description: string | undefined;
	partner: string;
	/** Customer ids. */
	members: Set<string>;
	/** Who was to be added or removed, and skipped because MoEngage does not know them. */
	unknownUsers: string[];
}

export interface Merge {
	mergedUser: string;
	retainedUser: string;
}

export interface Device {
	attributes: Record<string, string>;
	/** How many requests or elements created or updated it. */
	writes: number;
}

export interface DroppedAttribute {
	customerId: string;
	/** Absent where it is an attribute of the user. */
	deviceId?: string;
	attribute: string;
	/**
	 * `unknown`: not an attribute of MoEngage; `platform`: not one of this device's platform;
	 * `creation`: only taken while the user is created.
	 */
	reason: 'unknown' | 'platform' | 'creation';
}

/** What MoEngage accepted with a 200 and then lost without a word. */
export interface LostElement {
	endpoint: EndpointName;
	element: unknown;
	reason: string;
}

/**
 * What no client should have sent, because MoEngage documents that it refuses, cuts or loses it.
 * What a client cannot know, such as a user or category that does not exist, is no violation.
 */
export interface Violation {
	endpoint: EndpointName;
	reason: string;
	/** The body, or the element of a bulk import. */
	sent: unknown;
}

export type OptOutAction = 'block' | 'unblock';

export interface OptOut {
	/** The last action that was meant for all devices of the user. */
	allDevices?: OptOutAction;
	/** The last action by device identifier, `<type>:<value>`. */
	devices: Map<string, OptOutAction>;
	writes: number;
}

export interface Resubscription {
	times: number;
	/** One entry each time, so a repeated request shows as a repeated id. */
	requestIds: string[];
	esp: string;
	updateEsp: boolean | undefined;
}

export interface LandingPagePreferences {
	cid: string;
	categories: Record<string, boolean>;
	unsubscribedFromAll: boolean;
	eventId?: string;
}

export interface ChannelPreferences {
	categories: Record<string, boolean>;
	unsubscribedFromAll: boolean;
}

export interface UserPreferences extends Record<Channel, ChannelPreferences> {
	eventAttributes?: Record<string, string>;
	writes: number;
}

export const optInStatuses = ['DOUBLE_OPTED_IN', 'OPTED_OUT', 'OPT_IN_PENDING'] as const;

export interface OptIn {
	status: (typeof optInStatuses)[number];
}

export interface StoredAnswer {
	/** The body that came with the key, to tell a repeat from another request. */
	fingerprint: string;
	body: object;
}

/** What one workspace has been told. */
export interface WorkspaceState {
	violations: Violation[];
	/** By customer id: those that the workspace lists and those that were created. */
	users: Map<string, StoredUser>;
	/** Oldest first. */
	events: RecordedEvent[];
	merges: Merge[];
	/** Pairs that MoEngage skipped without a word. */
	skippedMerges: Array<Merge & { reason: string }>;
	/** The customer ids of those whose deletion was accepted, in order. */
	deletedUsers: string[];
	/** When those of them who are still there go, by customer id and the sandbox's clock. */
	deletions: Map<string, number>;
	/** The customer ids of those who were erased, in order. */
	erasedUsers: string[];
	/** By cohort id. */
	cohorts: Map<string, Cohort>;
	/** Events with a deduplication id, as they came. */
	deduplicated: Set<string>;
	/** By customer id, then by device id. */
	devices: Map<string, Map<string, Device>>;
	dropped: DroppedAttribute[];
	lost: LostElement[];
	/** By `<user identifier type>:<value>`. */
	optOuts: Map<string, OptOut>;
	/** By address, as it was spelled. */
	resubscribed: Map<string, Resubscription>;
	preferences: {
		/** By the `user_id` of the landing page's URL. */
		landingPage: Map<string, LandingPagePreferences>;
		/** By customer id: what all but the landing page set, and what `getUserPreferences` reads. */
		users: Map<string, UserPreferences>;
	};
	/** By customer id; an address without a listed user never gets here. */
	optIns: Map<string, OptIn>;
	/** By Idempotency-Key. */
	answered: Map<string, StoredAnswer>;
}

export const createWorkspaceState = (): WorkspaceState => ({
	violations: [],
	users: new Map(),
	events: [],
	merges: [],
	skippedMerges: [],
	deletedUsers: [],
	deletions: new Map(),
	erasedUsers: [],
	cohorts: new Map(),
	deduplicated: new Set(),
	devices: new Map(),
	dropped: [],
	lost: [],
	optOuts: new Map(),
	resubscribed: new Map(),
	preferences: { landingPage: new Map(), users: new Map() },
	optIns: new Map(),
	answered: new Map(),
});

/** Appends to a list that must not grow with the length of a benchmark, and drops the oldest. */
export const addNote = <Note>(notes: Note[], note: Note, kept = 10_000): void => {
	notes.push(note);
	if (notes.length >= kept * 2) notes.splice(0, notes.length - kept);
};

/** Finds the value of a key, or puts a new one there. */
export const findOrAdd = <Key, Value>(
	map: Map<Key, Value>,
	key: Key,
	create: () => NoInfer<Value>,
): Value => {
	const found = map.get(key);
	if (found !== undefined) return found;
	const created = create();
	map.set(key, created);
	return created;
};
