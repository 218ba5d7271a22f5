import { DateTime } from 'luxon';

import { upsert } from '../../../nodes/MoEngage/resources/device/upsert';
import { fillIn, readItem, refusalOf, shownAs, type Values } from './readItem';

const device = { customerId: 'ada', deviceId: 'd-1', platform: 'ANDROID', pushId: 't-1' };

const readWith = (additionalFields: Values) => readItem(upsert, { ...device, additionalFields });

const attributesOf = (values: Values) =>
	readItem(upsert, { ...device, ...values }).records[0]?.body?.attributes;

const refuseWith = (additionalFields: Values) => refusalOf(upsert, { ...device, additionalFields });

it('has nothing but what was given', () => {
	expect(readItem(upsert, device)).toEqual({
		records: [
			{
				orderingKeys: ['device d-1', 'customer ada'],
				body: {
					type: 'device',
					customer_id: 'ada',
					device_id: 'd-1',
					attributes: { platform: 'ANDROID', push_id: 't-1' },
				},
				headers: undefined,
			},
		],
		identifiers: { customer_id: 'ada', device_id: 'd-1' },
	});
});

it('spells every attribute as MoEngage does, as text', () => {
	const { records } = readItem(upsert, {
		...device,
		platform: 'web',
		additionalFields: {
			active: true,
			appVersion: 4.12,
			clientIp: '203.0.113.7',
			createdTime: 1_747_474_200_000,
			gaid: 'g-1',
			idfv: 'i-1',
			model: ' Pixel 9 ',
			osVersion: 15,
			pushOptedIn: true,
			pushProvisionalOptedIn: false,
		},
	});

	expect(records).toEqual([
		{
			orderingKeys: ['device d-1', 'customer ada'],
			body: {
				type: 'device',
				customer_id: 'ada',
				device_id: 'd-1',
				attributes: {
					platform: 'web',
					push_id: 't-1',
					model: 'Pixel 9',
					app_version: '4.12',
					os_version: '15',
					moe_gaid: 'g-1',
					idfv: 'i-1',
					moe_push_opted: 'True',
					moe_push_provisional_opted: 'False',
					active: 'true',
					created_time: '1747474200000',
				},
			},
			headers: { 'X-Forwarded-For': '203.0.113.7' },
		},
	]);
});

describe('the platform', () => {
	it.each([
		['ANDROID', ['android', 'Android']],
		['iOS', ['IOS', 'ios']],
		['web', ['WEB', ' Web ']],
		['TV', ['tv']],
	])('is sent as %p, however it is written', (sent, spellings) => {
		for (const platform of spellings) {
			expect(attributesOf({ platform })).toMatchObject({ platform: sent });
		}
	});

	it.each(['windows', 'iPhone', 'ANDROID,iOS', '', null, undefined, 7, true, {}])(
		'is refused when it is %p, and the refusal names those that exist',
		(platform) => {
			const { message, description } = refusalOf(upsert, { ...device, platform });

			expect(message).toBe(`'Platform' ${shownAs(platform, 'which is not one of the options')}`);
			expect(description).toBe('Allowed values are ANDROID, iOS, web, TV.');
		},
	);
});

describe('an advertising ID of another platform', () => {
	const readOn = (platform: string, additionalFields: Values) => {
		const parameters = fillIn(upsert, { ...device, platform, additionalFields });
		const [record] = upsert.read(parameters).records;
		return { sent: record?.body?.attributes, topics: [...parameters.notes.keys()] };
	};

	it.each([
		['An IDFV', 'ANDROID', 'iOS', { idfv: 'i-1' }],
		['A GAID', 'iOS', 'Android', { gaid: 'g-1' }],
	])('is left out and pointed out: %s on %s', (what, platform, owner, additionalFields) => {
		const { sent, topics } = readOn(platform, additionalFields);

		expect(sent).toEqual({ platform, push_id: 't-1' });
		expect(topics.map((topic) => topic('3 items', []))).toEqual([
			expect.stringMatching(`^${what} was not sent.* belongs to ${owner} \\(3 items\\)\\.$`),
		]);
	});

	it.each([
		['GAID', 'ANDROID', { gaid: 'g-1' }, { moe_gaid: 'g-1' }],
		['IDFV', 'iOS', { idfv: 'i-1' }, { idfv: 'i-1' }],
		['GAID', 'TV', { gaid: 'g-1' }, { moe_gaid: 'g-1' }],
		['IDFV', 'TV', { idfv: 'i-1' }, { idfv: 'i-1' }],
	])('is not a %s on %s', (_, platform, additionalFields, expected) => {
		const { sent, topics } = readOn(platform, additionalFields);

		expect(sent).toMatchObject(expected);
		expect(topics).toEqual([]);
	});
});

describe('an additional field', () => {
	const names = ['appVersion', 'clientIp', 'createdTime', 'gaid', 'model', 'osVersion'];
	const switches = ['active', 'pushOptedIn', 'pushProvisionalOptedIn'];

	it.each([...names, ...switches])('that the CRM left empty is not sent: %s', (name) => {
		for (const nothing of ['', ' \n', '\ufeff\u200b', null, undefined]) {
			expect(readWith({ [name]: nothing })).toEqual(readWith({}));
		}
	});

	it.each([
		['appVersion', 'App Version'],
		['gaid', 'GAID'],
		['idfv', 'IDFV'],
		['model', 'Model'],
		['osVersion', 'OS Version'],
	])('holds text or a number, nothing else: %s', (name, label) => {
		for (const value of [{}, [], true]) {
			expect(refuseWith({ [name]: value }).message).toContain(`'${label}' is `);
		}
	});

	it.each([
		['Active', 'active', { active: 'true' }, { active: 'false' }],
		['Push Opted In', 'pushOptedIn', { moe_push_opted: 'True' }, { moe_push_opted: 'False' }],
		[
			'Push Provisionally Opted In',
			'pushProvisionalOptedIn',
			{ moe_push_provisional_opted: 'True' },
			{ moe_push_provisional_opted: 'False' },
		],
	])('is true or false: %s', (label, name, yes, no) => {
		expect(attributesOf({ additionalFields: { [name]: 'Yes' } })).toMatchObject(yes);
		expect(attributesOf({ additionalFields: { [name]: 0 } })).toMatchObject(no);
		expect(refuseWith({ [name]: 'perhaps' }).message).toBe(
			`'${label}' is "perhaps", which is neither true nor false`,
		);
	});
});

describe('the created time', () => {
	const MOMENT = 1_747_474_200_000;
	it.each([
		['milliseconds', [MOMENT, ' 1747474200000 ']],
		['a date in UTC', ['2025-05-17T09:30:00Z', '2025-05-17T09:30:00.000Z', '20250517T093000Z']],
		['a date east of Greenwich', ['2025-05-17T15:00:00+05:30', '2025-05-17T23:30:00+14:00']],
		['a date west of Greenwich', ['2025-05-17T05:30:00.000-04:00']],
		['a date with a short offset', ['2025-05-17T11:30:00+02', '2025-05-17T11:30:00+0200']],
		["SQL's form", ['2025-05-17 11:30:00+02', '2025-05-17 11:30:00.000000 +0200']],
		["SQL's form with the name of a zone", ['2025-05-17 09:30:00 UTC']],
		['a date of a mail', ['Sat, 17 May 2025 11:30:00 +0200']],
		['a date of a web server', ['Sat, 17 May 2025 09:30:00 GMT']],
		['JavaScript’s own text', [String(new Date(MOMENT))]],
		['the same elsewhere', ['Sat May 17 2025 15:00:00 GMT+0530 (India Standard Time)']],
		['an object of a library', [DateTime.fromMillis(MOMENT), new Date(MOMENT)]],
		["an object of n8n's expressions", [{ toJSON: () => '2025-05-17T09:30:00.000Z' }]],
	])('may be %s', (_, forms) => {
		for (const createdTime of forms) {
			expect(attributesOf({ additionalFields: { createdTime } })).toMatchObject({
				created_time: String(MOMENT),
			});
		}
	});

	it.each([
		...[1_000_000_000_000, 642_902_400_000, -378_518_400_000, 10_000_000_000],
		...[9_999_999_999_999, -9_999_999_999_999],
	])('may be in milliseconds of any year from 1653 to 2286: %d', (createdTime) => {
		for (const value of [createdTime, String(createdTime)]) {
			expect(attributesOf({ additionalFields: { createdTime: value } })).toMatchObject({
				created_time: String(createdTime),
			});
		}
	});

	it.each([
		[0, 'which is not a time in milliseconds', 'milliseconds since 1970'],
		[2024, 'which is only a year', 'Enter the whole date'],
		[33_238, "which looks like a spreadsheet's day number", 'format the column as a date'],
		[45_985.75, "which looks like a spreadsheet's day number", 'format the column as a date'],
		[1_747_474_200, 'which is not a time in milliseconds', 'multiply by 1,000'],
		[-378_518_400, 'which is not a time in milliseconds', 'multiply by 1,000'],
		[1_747_474_200.25, 'which is not a time in milliseconds', 'multiply by 1,000'],
		[20_260_517_093_000, 'which is not a time in milliseconds', 'milliseconds since 1970'],
		[1_747_474_200_000_000, 'which looks like a time in microseconds', 'divide by 1,000.'],
		[1_747_474_200_000_000_000n, 'which looks like a time in nanoseconds', 'by 1,000,000'],
	])('is refused by name when %p is another number', (number, reason, advice) => {
		for (const createdTime of [Number(number), String(number)]) {
			const { message, description } = refuseWith({ createdTime });

			expect(message).toBe(`'Created Time' is ${JSON.stringify(createdTime)}, ${reason}`);
			expect(description).toContain(advice);
		}
	});

	it.each([
		...['05/06/2025', '05-06-2025 10:30', '12/05/2025', '05/12/2025', '05/12/25'],
		...['05.11.26', '7.7.26', '05-May-26', 'May 5, 26', '5 May 26 09:30:00 +0000'],
	])('is refused when day and month may be either way round: %p', (createdTime) => {
		const { message, description } = refuseWith({ createdTime });

		expect(message).toBe(
			`'Created Time' is ${JSON.stringify(createdTime)}, where either number could be the month`,
		);
		expect(description).toContain('2026-05-17');
		expect(description).toContain("DateTime.fromFormat($json.date, 'dd/MM/yyyy')");
	});

	const words = ['yesterday', 'Order 2024', 'unknown since 2019', '17.05.2025 at nine', 'Room 12'];
	const parts = ['2024-05', 'May 2024', '10:30'];
	const impossible = [
		...['05.13.2025', '12.31.2025', '17 May 985 09:30:00 GMT'],
		...['2025-13-45', '2024-02-30', '2024-02-30T10:00:00Z', 'Feb 30, 2024', '31/04/2024'],
		...[
			'2024-02-20T10:00:00+25:00',
			'Fri May 17 2024 25:00:00',
			'5/17/2024 13:00 PM',
			'5/17/2024 0:30 PM',
		],
	];
	const long = [`2025-05-17T09:30:00.${'0'.repeat(10_000)}Z`, '('.repeat(100_000)];
	const numbers = [1_747_474_200_000.5, Number.NaN];

	const others = [['2025-05-17'], [MOMENT], true, {}, [], new Date(Number.NaN), { toJSON: 5 }];

	it.each([words, parts, impossible, long, numbers, others].flat())(
		'is refused when it is not a date: %#',
		(createdTime) => {
			const { message, description } = refuseWith({ createdTime });

			expect(message).toMatch(/^'Created Time' is \S.*, which is not a valid date$/s);
			expect(message.length).toBeLessThan(200);
			expect(description).toContain('2026-05-17T09:30:00Z');
		},
	);
});

it('reads nothing as a date that is longer than one', () => {
	const parsers = [jest.spyOn(DateTime, 'fromSQL'), jest.spyOn(DateTime, 'fromRFC2822')];
	const dates = ['2025-05-17 09:30:00 ', '17 May 2025 09:30:00 ('];

	for (const date of dates) refuseWith({ createdTime: `${date}${'x'.repeat(10_000)}` });
	for (const parser of parsers) expect(parser).not.toHaveBeenCalled();
	for (const date of dates) refuseWith({ createdTime: `${date}x` });
	for (const parser of parsers) expect(parser).toHaveBeenCalled();
	jest.restoreAllMocks();
});

describe('a created time without a time zone', () => {
	it.each([
		['UTC', '2025-05-17 09:30', '2025-05-17T09:30:00Z'],
		['UTC', '05/17/2025 09:30', '2025-05-17T09:30:00Z'],
		['UTC', '06/06/2025', '2025-06-06T00:00:00Z'],
		['UTC', '17.05.2025 09:30:15', '2025-05-17T09:30:15Z'],
		['UTC', '5/17/2025, 9:30:00 PM', '2025-05-17T21:30:00Z'],
		['UTC', '5/17/2025 12:30 PM', '2025-05-17T12:30:00Z'],
		['UTC', '5/17/2025 12:30 AM', '2025-05-17T00:30:00Z'],
		['UTC', '5/17/2025 1:30 pm', '2025-05-17T13:30:00Z'],
		['UTC', '12/31/2025', '2025-12-31T00:00:00Z'],
		['UTC', '05.11.2026', '2026-11-05T00:00:00Z'],
		['UTC', '5.6.2025 10:30', '2025-06-05T10:30:00Z'],
		['UTC', '17.05.26', '2026-05-17T00:00:00Z'],
		['UTC', '05/17/69', '2069-05-17T00:00:00Z'],
		['UTC', '17 May 65 09:30:00 +0000', '2065-05-17T09:30:00Z'],
		['UTC', '17-May-70', '1970-05-17T00:00:00Z'],
		['UTC', 'May 17, 26', '2026-05-17T00:00:00Z'],
		['UTC', '5 September 2025', '2025-09-05T00:00:00Z'],
		['Asia/Kolkata', '17.05.2025 09:30 UTC', '2025-05-17T09:30:00Z'],
		['UTC', '2025-5-7', '2025-05-07T00:00:00Z'],
		['UTC', '20250517', '2025-05-17T00:00:00Z'],
		['Asia/Kolkata', '2025/05/17 09:30', '2025-05-17T04:00:00Z'],
		['Asia/Kolkata', 'Sat May 17 2025', '2025-05-16T18:30:00Z'],
		['Asia/Kolkata', '17 May 2025', '2025-05-16T18:30:00Z'],
		['Asia/Kolkata', '2025-05-17T09:30:00', '2025-05-17T04:00:00Z'],
		['Asia/Kolkata', '2025-05-17', '2025-05-16T18:30:00Z'],
		['America/New_York', '2025-01-17T09:30:00', '2025-01-17T14:30:00Z'],
		['America/New_York', 'May 17, 2025 9:30', '2025-05-17T13:30:00Z'],
		['America/New_York', '2025-03-09T01:59:00', '2025-03-09T06:59:00Z'],
		['America/New_York', '2025-03-09T03:00:00', '2025-03-09T07:00:00Z'],
		['America/New_York', '2025-11-02T00:59:00', '2025-11-02T04:59:00Z'],
		['America/New_York', '2025-11-02T02:00:00', '2025-11-02T07:00:00Z'],
		['Pacific/Auckland', '2025-05-17T09:30:00Z', '2025-05-17T09:30:00Z'],
	])('is on the clock of the workflow in %s: %s is %s', (timeZone, createdTime, meant) => {
		const item = { ...device, additionalFields: { createdTime } };
		const { records } = upsert.read({ ...fillIn(upsert, item), timeZone });

		const created_time = String(Date.parse(meant));
		expect(records[0]?.body?.attributes).toMatchObject({ created_time });
	});
});

describe('the client IP', () => {
	it.each([
		['203.0.113.7', '203.0.113.7'],
		[' 203.0.113.7 ', '203.0.113.7'],
		['203.0.113.7,70.41.3.18 ,  150.172.238.178', '203.0.113.7, 70.41.3.18, 150.172.238.178'],
		['2001:db8::8a2e:370:7334', '2001:db8::8a2e:370:7334'],
		['::ffff:203.0.113.7', '::ffff:203.0.113.7'],
		['203.0.113.7:51234', '203.0.113.7'],
		['[2001:db8::1]:443, [::1]', '2001:db8::1, ::1'],
	])('%p travels as X-Forwarded-For %p', (clientIp, sent) => {
		expect(readWith({ clientIp }).records[0]?.headers).toEqual({ 'X-Forwarded-For': sent });
	});

	const smuggled = [
		'203.0.113.7\r\nMOE-APPKEY: X',
		'203.0.113.7\nX-Evil: 1',
		'X-Evil: 1\r\n203.0.113.7',
	];
	const tooLong = Array(100).fill('203.0.113.7').join();
	const lists = [tooLong, '203.0.113.7 70.41.3.18', '203.0.113.7,,70.41.3.18', '203.0.113.7,'];
	const malformed = [
		...[
			'203.0.113',
			'256.1.1.1',
			'203.0.113.07',
			'203.0.113.7:99999',
			'[::1]:99999',
			'0xcb.0.113.7',
			'203.0.113.7:port',
		],
		...['2001:db8::1::2', '[203.0.113.7]', 'fe80::1%eth0', ':'.repeat(100_000)],
	];

	const others = ['localhost', 7, true, {}];

	it.each([smuggled, lists, malformed, others].flat())(
		'is refused when it is something else, so that no other header can be smuggled in: %#',
		(clientIp) => {
			const { message } = refuseWith({ clientIp });

			expect(message).toMatch(/^'Client IP' is \S.*, which is not a valid IP address$/s);
			expect(message.length).toBeLessThan(200);
		},
	);
});
