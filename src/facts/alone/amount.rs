//! Reads amounts: figures with their unit, currency, age or percent sign, and units that stand without a figure.

use rust_decimal::Decimal;

use super::figure;
use crate::facts::Value;
use crate::facts::lexicon::{Alone, Sem};
use crate::facts::numeral::Numeral;
use crate::facts::quantity::{self, Measure};
use crate::facts::scan::Scan;
use crate::lang::common;

/// An amount; a unit alone has no figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// A figure with what it counts.
    Counted(Value),
    /// Name of a unit of `common.toml`, or the code or family of a currency.
    Unit(String),
}

/// The amount at token `at`, and where it ends.
pub(super) fn amount(scan: &Scan<'_>, at: usize) -> Option<(usize, Amount)> {
    let signed = behind_sign(scan, at);
    let counted = counted(scan, at);
    let read = [signed, counted, compound(scan, at)];
    let best = read.into_iter().flatten().max_by_key(|(end, _)| *end);
    best.map(|(end, value)| (end, Amount::Counted(value))).or_else(|| unit_alone(scan, at))
}

/// A figure as the readers of quantities take it.
fn numeral(scan: &Scan<'_>, at: usize) -> Option<Numeral> {
    let (end, value) = figure::bare_figure(scan, at)?;
    let scale = scan.find_before(end, |s| if let Sem::Scale(v) | Sem::ScaleAbbr(v) = s { Some(*v) } else { None });
    let scale = scale.filter(|(start, _)| *start >= at).map(|(_, v)| v);
    let digits = (at..end).any(|at| scan.token(at).is_some_and(|t| t.is_digits()));
    Some(Numeral { end, value, alternatives: Vec::new(), digits, four_digits: false, scale, weak: false })
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
        return Some(hundredths(scan, end, figure.value, code));
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

/// A figure and what stands behind it.
fn counted(scan: &Scan<'_>, at: usize) -> Option<(usize, Value)> {
    let figure = numeral(scan, at)?;
    let (end, measure) = quantity::after(scan, &figure).or_else(|| aged(scan, at, &figure))?;
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
    let part = numeral(scan, joined).filter(|n| n.value < Decimal::ONE_HUNDRED && n.value.fract().is_zero() && !whole)?;
    let hundredth = Decimal::new(1, 2);
    if let Some((end, unit)) = currency(scan, part.end) {
        return common().currency_hundredth.contains_key(&unit).then_some((end, part.value, hundredth));
    }
    if let Some((end, share)) = scan.find(part.end, |s| if let Sem::Alone(Alone::Share(v)) = s { Some(*v) } else { None }) {
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
        Sem::Unit(unit) | Sem::UnitBefore(unit) if matches!(unit.as_str(), "celsius" | "fahrenheit" | "kelvin") => Some(unit),
        Sem::Currency(code) => Some(code),
        _ => None,
    })
    .filter(|(end, _)| scan.token(at).is_some_and(|t| t.raw.chars().count() > 1 || *end > at + 1))
    .map(|(end, unit)| (end, Amount::Unit(unit.clone())))
}
