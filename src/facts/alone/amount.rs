//! Reads amounts: figures with their unit, currency, age or percent sign, and units that stand without a figure.

use rust_decimal::Decimal;

use super::figure;
use crate::facts::Value;
use crate::facts::lexicon::{Alone, Sem};
use crate::facts::numeral::{Numeral, half_behind};
use crate::facts::quantity::{self, Measure};
use crate::facts::scan::Scan;
use crate::lang::common;

/// An amount; a unit alone has no figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// A figure with what it counts, the likeliest reading first ("pounds" are money and mass).
    Counted(Vec<Value>),
    /// Name of a unit of `common.toml`, or the code or family of a currency.
    Unit(String),
}

/// The amount at token `at`, and where it ends.
pub(super) fn amount(scan: &Scan<'_>, at: usize) -> Option<(usize, Amount)> {
    let signed = behind_sign(scan, at);
    let counted = counted(scan, at);
    let read = [signed, degrees(scan, at), share(scan, at), compound(scan, at)];
    let mut best: Vec<(usize, Value)> = read.into_iter().flatten().chain(counted).collect();
    best.sort_by_key(|(end, _)| std::cmp::Reverse(*end));
    let Some(end) = best.first().map(|(end, _)| *end) else { return unit_alone(scan, at) };
    let readings = best.into_iter().filter(|(last, _)| *last == end).map(|(_, value)| value);
    Some((end, Amount::Counted(readings.collect())))
}

/// A figure as the readers of quantities take it.
fn numeral(scan: &Scan<'_>, at: usize) -> Option<Numeral> {
    let (end, value) = figure::bare_figure(scan, at)?;
    let scale = scan.find_before(end, |s| if let Sem::Scale(v) | Sem::ScaleAbbr(v) = s { Some(*v) } else { None });
    let scale = scale.filter(|(start, _)| *start >= at);
    // "34 cents": hundreds nowhere but in a figure.
    if let Some((start, hundred)) =
        scale.filter(|(start, v)| *v == Decimal::ONE_HUNDRED && currency(scan, *start).is_some())
        && start > at
    {
        let digits = (at..start).any(|at| scan.token(at).is_some_and(|t| t.is_digits()));
        return Some(Numeral { end: start, value: value.checked_div(hundred)?, ..plain(start, digits) });
    }
    // "1/4 de milla": a fraction has its unit behind "of" like a scale.
    let part = (at..end).any(|at| scan.mark(at, "/")) && value < Decimal::ONE;
    let scale = scale.map(|(_, v)| v).or(part.then_some(Decimal::ONE));
    let digits = (at..end).any(|at| scan.token(at).is_some_and(|t| t.is_digits()));
    Some(Numeral { value, scale, ..plain(end, digits) })
}

fn plain(end: usize, digits: bool) -> Numeral {
    Numeral {
        end,
        value: Decimal::ZERO,
        alternatives: Vec::new(),
        digits,
        four_digits: false,
        scale: None,
        weak: false,
    }
}

fn currency(scan: &Scan<'_>, at: usize) -> Option<(usize, String)> {
    scan.find(at, |s| if let Sem::Currency(code) = s { Some(code.clone()) } else { None })
}

fn scale(scan: &Scan<'_>, at: usize) -> Option<(usize, Decimal)> {
    scan.find(at, |s| match s {
        Sem::Scale(v) if *v >= Decimal::ONE_THOUSAND => Some(*v),
        _ => None,
    })
}

/// "$ 15", "cad$ 15", "dollar 22.5 million", "20 percent of" turned round ("percent of 20", "yüzde beş").
fn behind_sign(scan: &Scan<'_>, at: usize) -> Option<(usize, Value)> {
    if let Some((next, code)) = currency(scan, at) {
        let word = scan.token(next).is_some_and(|t| !t.is_digits());
        let figure = numeral(scan, next).filter(|n| n.digits && (!word || n.value > Decimal::ZERO))?;
        // The figure may belong to another currency behind it.
        let end = match currency(scan, figure.end) {
            Some((end, other)) if same(&code, &other) => end,
            Some((end, _)) if !scan.token(end).is_some_and(|t| t.is_digits()) && !sign(scan, at, next) => return None,
            _ => figure.end,
        };
        return Some((end, Value::Money { value: figure.value, currency: code }));
    }
    let (next, ()) = scan.find(at, |s| matches!(s, Sem::Percent | Sem::Alone(Alone::PercentBefore)).then_some(()))?;
    let figure = numeral(scan, next)?;
    Some((figure.end, Measure::Percent.value(figure.value)))
}

/// Whether the tokens hold a mark such as `$`.
fn sign(scan: &Scan<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|at| scan.token(at).is_some_and(|t| t.class == crate::facts::token::Class::Mark))
}

fn same(a: &str, b: &str) -> bool {
    let family = |name: &str| common().currency_family.get(name);
    a == b || family(a).is_some_and(|f| f.iter().any(|c| c == b)) || family(b).is_some_and(|f| f.iter().any(|c| c == a))
}

/// "摂氏40度", "섭씨 20.3": the scale of temperature first.
fn degrees(scan: &Scan<'_>, at: usize) -> Option<(usize, Value)> {
    let (next, unit) = scan.find(at, |s| match s {
        Sem::UnitBefore(unit) | Sem::Unit(unit) if matches!(unit.as_str(), "celsius" | "fahrenheit") => Some(unit),
        _ => None,
    })?;
    let known = !scan.lexicon.lang.unit_before.is_empty();
    let of =
        scan.find(next, |s| matches!(s, Sem::Alone(Alone::PowerMiddle(_))).then_some(())).map_or(next, |(end, ())| end);
    let figure = numeral(scan, of).filter(|_| known)?;
    let degree = match quantity::after(scan, &figure) {
        Some((end, Measure::Unit(found))) if found == "degree" || found == *unit => end,
        _ => figure.end,
    };
    Some((degree, Measure::Unit(unit.clone()).value(figure.value)))
}

/// "百分之二", "千分之二": hundreds below the line.
fn share(scan: &Scan<'_>, at: usize) -> Option<(usize, Value)> {
    let (below, _) = figure::whole(scan, at)
        .filter(|(_, v)| scan.lexicon.lang.figures.over_percent && (*v % Decimal::ONE_HUNDRED).is_zero())?;
    let over =
        scan.end_of(below, &Sem::Over).or_else(|| (scan.mark(below, "/") && scan.glued(below)).then_some(below + 1))?;
    let (end, value) = figure::bare_figure(scan, at).filter(|(end, _)| *end > over)?;
    Some((end, Measure::Percent.value(value * Decimal::ONE_HUNDRED)))
}

/// A figure and what stands behind it, in all its readings.
fn counted(scan: &Scan<'_>, at: usize) -> Vec<(usize, Value)> {
    let Some(figure) = numeral(scan, at) else { return Vec::new() };
    let mut found = quantity::all_after(scan, &figure);
    if found.is_empty() {
        found.extend(aged(scan, at, &figure));
    }
    found.into_iter().filter_map(|(end, measure)| measured(scan, &figure, end, measure)).collect()
}

fn measured(scan: &Scan<'_>, figure: &Numeral, end: usize, measure: Measure) -> Option<(usize, Value)> {
    match measure {
        Measure::Currency(code) => {
            // "75 USD million"
            let scaled = scale(scan, end).and_then(|(end, v)| Some((end, figure.value.checked_mul(v)?)));
            let (end, value) = scaled.unwrap_or((end, figure.value));
            let again = currency(scan, end).filter(|(last, other)| same(&code, other) && sign(scan, end, *last));
            Some(hundredths(scan, again.map_or(end, |(end, _)| end), value, code))
        }
        Measure::Unit(unit) if unit == "degree" => {
            let letter = scan.token(end).map_or("", |t| t.folded.as_ref());
            let scale = match letter {
                "f" => Some("fahrenheit"),
                "c" => Some("celsius"),
                _ => None,
            };
            let end = if scale.is_some() { end + 1 } else { end };
            Some((end, Measure::Unit(scale.unwrap_or("degree").to_owned()).value(figure.value)))
        }
        Measure::Duration(_) => {
            let aged = scan.end_of(end, &Sem::AgeAfter);
            Some((aged.unwrap_or(end), measure.value(figure.value)))
        }
        Measure::Unit(_) => {
            // "两米半"
            let half = half_behind(scan, end).filter(|_| !scan.lexicon.lang.spaces);
            let (end, half) = half.unwrap_or((end, Decimal::ZERO));
            Some((end, measure.value(figure.value + half)))
        }
        _ => Some((end, measure.value(figure.value))),
    }
}

/// "of age 87"
fn aged(scan: &Scan<'_>, at: usize, figure: &Numeral) -> Option<(usize, Measure)> {
    scan.start_of(at, &Sem::AgeBefore)?;
    (figure.value < Decimal::from(130)).then_some((figure.end, Measure::Age))
}

/// "15 dollars 50", "13 euros and 45 cents", "2222円13銭", "50元6角3分": the parts that stand behind belong to the sum.
fn hundredths(scan: &Scan<'_>, end: usize, value: Decimal, code: String) -> (usize, Value) {
    let (mut last, mut sum, mut floor) = (end, value, Decimal::ONE);
    while let Some((end, part, unit)) = part_behind(scan, last, &code).filter(|(.., unit)| *unit < floor) {
        last = end;
        sum += part * unit;
        floor = unit;
    }
    (last, Value::Money { value: sum, currency: code })
}

fn part_behind(scan: &Scan<'_>, at: usize, code: &str) -> Option<(usize, Decimal, Decimal)> {
    let whole = common().currency_hundredth.contains_key(code);
    let joined = scan
        .find(at, |s| matches!(s, Sem::Joiner | Sem::Alone(Alone::Mixed)).then_some(()))
        .map_or(at, |(end, ())| end);
    let part =
        numeral(scan, joined).filter(|n| n.value < Decimal::ONE_HUNDRED && n.value.fract().is_zero() && !whole)?;
    let hundredth = Decimal::new(1, 2);
    if let Some((end, unit)) = currency(scan, part.end) {
        return common().currency_hundredth.contains_key(&unit).then_some((end, part.value, hundredth));
    }
    if let Some((end, share)) =
        scan.find(part.end, |s| if let Sem::Alone(Alone::Share(v)) = s { Some(*v) } else { None })
    {
        return Some((end, part.value, share));
    }
    let measured = quantity::after(scan, &part).is_some() || scan.mark(part.end, "%");
    let article = scan.end_of(joined, &Sem::Weak) == Some(part.end) || part.value.is_zero();
    let goes_on = scan.token(part.end).is_some_and(|t| !t.spaced && t.class != crate::facts::token::Class::Mark);
    let separate = scan.token(joined).is_some_and(|t| t.spaced || joined > at);
    (!measured && !article && !goes_on && separate).then_some((part.end, part.value, hundredth))
}

/// "5 ft 2 in", "5 feet and 2 inches": one height.
fn compound(scan: &Scan<'_>, at: usize) -> Option<(usize, Value)> {
    let unit = |at: usize| {
        let figure = numeral(scan, at)?;
        match quantity::after(scan, &figure)? {
            (end, Measure::Unit(unit)) => Some((end, figure.value, unit)),
            _ => None,
        }
    };
    let (end, feet, _) = unit(at).filter(|(.., unit)| unit == "foot")?;
    let next = scan.end_of(end, &Sem::Joiner).unwrap_or(end);
    let (end, inches, _) = unit(next).filter(|(.., unit)| unit == "inch")?;
    Some((end, Value::Quantity { value: feet + inches.checked_div(Decimal::from(12))?, unit: "foot".to_owned() }))
}

/// "convert to degrees Celsius", "the dollar fell": a scale of temperature or a currency without a figure.
fn unit_alone(scan: &Scan<'_>, at: usize) -> Option<(usize, Amount)> {
    scan.find(at, |s| match s {
        Sem::Unit(unit) | Sem::UnitBefore(unit) if matches!(unit.as_str(), "celsius" | "fahrenheit" | "kelvin") => {
            Some(unit)
        }
        Sem::Currency(code) => Some(code),
        _ => None,
    })
    .filter(|(end, _)| scan.token(at).is_some_and(|t| t.raw.chars().count() > 1 || *end > at + 1))
    .map(|(end, unit)| (end, Amount::Unit(unit.clone())))
}

#[cfg(test)]
mod tests {
    use super::Amount;
    use crate::facts::amounts_alone;

    fn read(text: &str, tag: &str) -> Vec<String> {
        let show = |amount: &Amount| match amount {
            Amount::Counted(readings) => readings.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or "),
            Amount::Unit(unit) => unit.clone(),
        };
        amounts_alone(text, tag).iter().map(|(span, a)| format!("{} = {}", span.of(text), show(a))).collect()
    }

    #[test]
    fn parts_of_a_currency_belong_to_the_sum() {
        assert_eq!(read("It costs 15 dollars 50.", "en"), ["15 dollars 50 = 15.5 dollar"]);
        assert_eq!(
            read("treize euros et quarante-cinq cents", "fr"),
            ["treize euros et quarante-cinq cents = 13.45 EUR"]
        );
        assert_eq!(read("50元6角3分", "zh"), ["50元6角3分 = 50.63 CNY"]);
        assert_eq!(read("cad$ 15", "en"), ["cad$ 15 = 15 CAD"]);
    }

    #[test]
    fn scales_of_temperature_stand_before_or_alone() {
        assert_eq!(read("摂氏40度", "ja"), ["摂氏40度 = 40 celsius"]);
        assert_eq!(read("98,6 graden F in Celsius", "nl"), ["98,6 graden F = 98.6 fahrenheit", "Celsius = celsius"]);
    }

    #[test]
    fn web_addresses_hold_no_amounts() {
        assert!(read("https://www.example.org/q?a=30%25%20b", "en").is_empty());
        assert_eq!(read("千分之二", "zh"), ["千分之二 = 0.2 %"]);
    }
}
