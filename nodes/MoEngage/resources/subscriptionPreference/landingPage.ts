import type { ItemParameters } from '../operation';
import { describeValue, InvalidValue, readField, readFields } from '../fields/reader';
import { choice, readIdentifier } from '../fields/scalars';
import { show, stripInvisible } from '../fields/text';
import { visitorProperties } from './visitorProperties';

/** The user of a landing page, identified by MoEngage's encrypted IDs. */
export interface Visitor extends Record<string, string> {
	user_id: string;
	cid: string;
}

const CURE =
	'Enter the full address that the link in the email opened, such as https://www.example.com/managepreference?user_id=7Xv…&cid=5FG….';

/** Browsers open no longer addresses reliably, in characters. */
const MAX_URL_LENGTH = 8_000;

/** Encrypted IDs have no spaces: a space is a plus sign that a web form decoded. */
const restorePluses = (id: string): string => id.replaceAll(' ', '+');

const readEncryptedId = (value: unknown): string => restorePluses(readIdentifier(value));

const parseUrl = (value: unknown): URL | undefined => {
	if (typeof value !== 'string' || value.length > MAX_URL_LENGTH) return undefined;
	const address = stripInvisible(value);
	return URL.canParse(address) && /^https?:/i.test(address) ? new URL(address) : undefined;
};

/**
 * Copied from the source of a page, an address has its ampersands escaped. A plus sign is one, also
 * at the beginning and the end, where a space would be cut off.
 */
const parseQuery = ({ search }: URL): URLSearchParams =>
	new URLSearchParams(search.replaceAll('&amp;', '&').replaceAll('+', '%2B'));

const readUrl = (value: unknown): Visitor => {
	const url = parseUrl(value);
	if (url === undefined) {
		throw new InvalidValue(describeValue(value, 'which is not a valid web address'), CURE);
	}
	const query = parseQuery(url);
	const [user_id = '', cid = ''] = ['user_id', 'cid'].map((name) =>
		restorePluses((query.get(name) ?? '').trim()),
	);
	const missing = [user_id === '' && 'user_id', cid === '' && 'cid'].filter(Boolean);
	if (missing.length === 0) return { user_id, cid };
	throw new InvalidValue(`has no ${missing.join(' and no ')}: ${show(value)}`, CURE);
};

const readIdentifyBy = choice(['landingPageUrl', 'ids']);

const idsSchema = { userId: readEncryptedId, campaignId: readEncryptedId };

/** @throws InvalidInput */
export const readVisitor = (parameters: ItemParameters): Visitor => {
	const identifyBy = readField('identifyBy', readIdentifyBy, parameters, visitorProperties);
	if (identifyBy === 'landingPageUrl') {
		return readField('landingPageUrl', readUrl, parameters, visitorProperties);
	}
	const { userId, campaignId } = readFields(idsSchema, parameters, visitorProperties);
	return { user_id: userId, cid: campaignId };
};
