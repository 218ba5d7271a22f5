import { update } from '../../../nodes/MoEngage/resources/subscriptionPreference/landingPage';
import { readItem, refusalOf, shownAs, type Values } from './readItem';

const news = { categoriesMode: 'json', categoriesJson: { News: true } };

const PAGE = 'https://www.example.com/managepreference';

const readUrl = (landingPageUrl: unknown) => readItem(update, { ...news, landingPageUrl });

const refuseUrl = (landingPageUrl: unknown) => refusalOf(update, { ...news, landingPageUrl });

describe('the address of a landing page', () => {
	it('names the user and the campaign by its encrypted IDs, which are sent as they are', () => {
		const { records, identifiers } = readUrl(
			`${PAGE}?user_id=7Xv.rYA_-~x&cid=5FG/a=b&app_key=DEMO#top`,
		);

		expect(records[0]?.query).toEqual({ user_id: '7Xv.rYA_-~x', cid: '5FG/a=b' });
		expect(identifiers).toEqual({ user_id: '7Xv.rYA_-~x', cid: '5FG/a=b' });
	});

	it.each([
		['a literal plus', 'user_id=7X+v&cid=5+G'],
		['an escaped plus', 'user_id=7X%2Bv&cid=5%2BG'],
		['one of each', 'user_id=7X+v&cid=5%2bG'],
		['a space that a web form made of it', 'user_id=7X%20v&cid=5 G'],
		["a page source's ampersands", 'user_id=7X+v&amp;cid=5+G&amp;app_key=DEMO'],
		['another order', 'app_key=DEMO&cid=5+G&user_id=7X+v'],
		['spaces around the IDs', 'user_id=%207X+v%20&cid=5+G%0A'],
	])('keeps every plus in the IDs with %s', (_, query) => {
		expect(readUrl(`${PAGE}?${query}`).records[0]?.query).toEqual({ user_id: '7X+v', cid: '5+G' });
	});

	it('keeps a plus at the beginning and the end of an ID', () => {
		expect(readUrl(`${PAGE}?user_id=+7Xv&cid=5FG+`).identifiers).toEqual({
			user_id: '+7Xv',
			cid: '5FG+',
		});
	});

	it('may escape what an address cannot hold, and have spaces around', () => {
		const { records } = readUrl(`  ${PAGE}?user_id=7X%2Fv%3D&cid=5FG\n`);
		expect(records[0]?.query).toEqual({ user_id: '7X/v=', cid: '5FG' });
	});

	it('may be one of plain http', () => {
		const { identifiers } = readUrl('http://example.com/?user_id=7Xv&cid=5FG');
		expect(identifiers).toEqual({ user_id: '7Xv', cid: '5FG' });
	});

	it.each([
		['cid', '?user_id=7Xv', 'no cid'],
		['cid', '?user_id=7Xv&cid=', 'no cid'],
		['user_id', '?cid=5FG', 'no user_id'],
		['user_id', '?user_id=&cid=5FG', 'no user_id'],
		['user_id', '?USER_ID=7Xv&cid=5FG', 'no user_id'],
		['both IDs', '', 'no user_id and no cid'],
		['both IDs', '#user_id=7Xv&cid=5FG', 'no user_id and no cid'],
	])('is refused without %s: %p', (_, query, missing) => {
		const { message, description } = refuseUrl(PAGE + query);

		expect(message).toBe(`'Landing Page URL' has ${missing}: ${JSON.stringify(PAGE + query)}`);
		expect(description).toContain('the full address that the link in the email opened');
	});

	it.each(['undefined', 'null', '[object Object]', '%23N/A', '%E2%80%8Bnull%20'])(
		'is refused with the ID %s, which means that there is none',
		(id) => {
			expect(refuseUrl(`${PAGE}?user_id=${id}&cid=5FG`).message).toMatch(
				/^'Landing Page URL' has ".+" as user_id, which means that the value is missing$/,
			);
			expect(refuseUrl(`${PAGE}?user_id=7Xv&cid=${id}`).message).toContain(' as cid, which means');
		},
	);

	it.each([
		'www.example.com/managepreference?user_id=7Xv&cid=5FG',
		'/managepreference?user_id=7Xv&cid=5FG',
		'user_id=7Xv&cid=5FG',
		'mailto:ada@example.com?user_id=7Xv&cid=5FG',
		'javascript:alert(1)?user_id=7Xv&cid=5FG',
		'mailto:ada@x.com?body=https://x.com&user_id=7Xv&cid=5FG',
		'https://',
		'ada',
	])('is refused when it is not one: %p', (address) => {
		expect(refuseUrl(address).message).toBe(
			`'Landing Page URL' is ${JSON.stringify(address)}, which is not a valid web address`,
		);
	});

	it.each(['', '   ', null, undefined, 7, {}, [`${PAGE}?user_id=7Xv&cid=5FG`]])(
		'is refused when it is %j',
		(address) => {
			expect(refuseUrl(address).message).toBe(
				`'Landing Page URL' ${shownAs(address, 'which is not a valid web address')}`,
			);
		},
	);

	it('is refused when it is longer than browsers open', () => {
		const address = `${PAGE}?user_id=7Xv&cid=5FG&more=`.padEnd(8_000, 'x');

		expect(readUrl(address).identifiers).toEqual({ user_id: '7Xv', cid: '5FG' });
		expect(refuseUrl(`${address}x`).message).toMatch(/…, which is not a valid web address$/);
	});
});

describe('the two IDs by themselves', () => {
	const ids = { ...news, identifyBy: 'ids', userId: ' 7X+v ', campaignId: '5+G' };

	it('are sent as they are', () => {
		expect(readItem(update, ids).records[0]?.query).toEqual({ user_id: '7X+v', cid: '5+G' });
		expect(readItem(update, ids).identifiers).toEqual({ user_id: '7X+v', cid: '5+G' });
	});

	it('have no spaces: a web form made them of plus signs', () => {
		const decoded = { ...ids, userId: '7X v', campaignId: '\u200b5 G\n' };

		expect(readItem(update, decoded).records[0]?.query).toEqual({ user_id: '7X+v', cid: '5+G' });
	});

	it.each([
		['User ID', 'userId'],
		['Campaign ID', 'campaignId'],
	])("are refused without the '%s'", (label, name) => {
		for (const nothing of ['', ' ', null, undefined, {}, true]) {
			expect(refusalOf(update, { ...ids, [name]: nothing }).message).toContain(`'${label}' is `);
		}
	});
});

it('refuses another way to name the user', () => {
	const { message, description } = refusalOf(update, { ...news, identifyBy: 'email' });

	expect(message).toBe(`'Identify By' is "email", which is not one of the options`);
	expect(description).toBe('Allowed values are landingPageUrl, ids.');
});

describe('the event ID', () => {
	const ids = { ...news, identifyBy: 'ids', userId: '7Xv', campaignId: '5FG' };
	const readEvent = (eventId: unknown) =>
		readItem(update, { ...ids, additionalFields: { eventId } });

	it('is passed on as moe_event_id, and is not part of the output', () => {
		const { records, identifiers } = readEvent('e-1');
		expect(records[0]?.query).toEqual({ user_id: '7Xv', cid: '5FG', moe_event_id: 'e-1' });
		expect(identifiers).toEqual({ user_id: '7Xv', cid: '5FG' });
	});

	it.each(['', null, undefined])('is left out when it is %p', (eventId) => {
		expect(readEvent(eventId).records[0]?.query).toEqual({ user_id: '7Xv', cid: '5FG' });
	});

	it('is text or a number', () => {
		const additionalFields: Values = { eventId: {} };
		expect(refusalOf(update, { ...ids, additionalFields }).message).toContain("'Event ID' is {}");
	});
});
