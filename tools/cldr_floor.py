#!/usr/bin/env python3
"""Writes the floor of every language's words from CLDR: corpus/cldr/xx.tsv, lines of table, key, form.

    npm pack cldr-dates-full@48 cldr-units-full@48        # Unicode-3.0
    mkdir dates units
    tar xzf cldr-dates-full-*.tgz -C dates --strip-components=1
    tar xzf cldr-units-full-*.tgz -C units --strip-components=1
    tools/cldr_floor.py DATES UNITS corpus/cldr

The language files in src/lang must hold every form (tests/cldr.rs); what CLDR lacks is written there by hand.
"""
import json, pathlib, re, sys

UNITS = {
    'kilometer': 'length-kilometer', 'meter': 'length-meter', 'centimeter': 'length-centimeter', 'millimeter': 'length-millimeter',
    'mile': 'length-mile', 'yard': 'length-yard', 'foot': 'length-foot', 'inch': 'length-inch',
    'square-kilometer': 'area-square-kilometer', 'square-meter': 'area-square-meter', 'square-mile': 'area-square-mile',
    'square-foot': 'area-square-foot', 'hectare': 'area-hectare', 'acre': 'area-acre', 'liter': 'volume-liter',
    'milliliter': 'volume-milliliter', 'cubic-meter': 'volume-cubic-meter', 'kilogram': 'mass-kilogram', 'gram': 'mass-gram',
    'milligram': 'mass-milligram', 'tonne': 'mass-tonne', 'ounce': 'mass-ounce', 'kilometer-per-hour': 'speed-kilometer-per-hour',
    'mile-per-hour': 'speed-mile-per-hour', 'celsius': 'temperature-celsius', 'fahrenheit': 'temperature-fahrenheit',
    'kilowatt': 'power-kilowatt', 'megawatt': 'power-megawatt', 'gigawatt': 'power-gigawatt', 'kilowatt-hour': 'energy-kilowatt-hour',
    'gigabyte': 'digital-gigabyte', 'megabyte': 'digital-megabyte', 'terabyte': 'digital-terabyte',
}
DURATIONS = 'second minute hour day week month year decade century'.split()
DAYS = 'mon tue wed thu fri sat sun'.split()


def patterns(unit):
    """Forms of a unit: its patterns without the figure, all plurals and cases."""
    for key, value in unit.items():
        # A figure inside the words ("每小时{0}公里") is read otherwise.
        if key.startswith('unitPattern') and re.match(r'\W*\{0\}|.*\{0\}\W*$', value):
            form = value.replace('{0}', '').strip().strip('\u200f\u200e\u061c').strip()
            if form:
                yield form


def main(dates, units, out):
    out.mkdir(parents=True, exist_ok=True)
    for tag in sorted(p.stem for p in pathlib.Path('src/lang').glob('[a-z][a-z].toml')):
        rows = set()
        names = json.load(open(dates / f'main/{tag}/ca-gregorian.json'))['main'][tag]['dates']['calendars']['gregorian']
        for use in ('format', 'stand-alone'):
            for number, name in names['months'][use]['wide'].items():
                rows.add(('date.month', number, name))
            for number, day in enumerate(DAYS, 1):
                rows.add(('date.weekday', str(number), names['days'][use]['wide'][day]))
        fields = json.load(open(dates / f'main/{tag}/dateFields.json'))['main'][tag]['dates']['fields']['day']
        for distance in '-1', '0', '1':
            rows.add(('date.relative', distance, fields[f'relative-type-{distance}']))
        long = json.load(open(units / f'main/{tag}/units.json'))['main'][tag]['units']['long']
        for name, key in UNITS.items():
            rows.update(('unit', name, form) for form in patterns(long.get(key, {})))
        for name in DURATIONS:
            rows.update(('duration', name, form) for form in patterns(long.get(f'duration-{name}', {})))
        rows = {(t, k, re.sub(r'\s+', ' ', f.lower())) for t, k, f in rows if not re.match(r'[\d十]', f)}
        text = ''.join('\t'.join(row) + '\n' for row in sorted(rows))
        (out / f'{tag}.tsv').write_text('# CLDR 48, Unicode-3.0; made by tools/cldr_floor.py\n' + text, encoding='utf-8')


if __name__ == '__main__':
    main(*(pathlib.Path(p) for p in sys.argv[1:4]))
